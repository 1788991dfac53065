import Fleet

await FleetLauncher.run(.auditor) { fleet in try AuditorService.parts(of: fleet) }
