import Fleet

await FleetLauncher.run(.validator) { fleet in try ValidatorService.parts(of: fleet) }
