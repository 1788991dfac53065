import Fleet

await FleetLauncher.run(.executor) { fleet in try ExecutorService.parts(of: fleet) }
