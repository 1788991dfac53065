import Fleet

await FleetLauncher.run(.executor) { fleet in try await ExecutorService.parts(of: fleet) }
