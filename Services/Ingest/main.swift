import Fleet

await FleetLauncher.run(.ingest) { fleet in try IngestService.parts(of: fleet) }
