import Fleet

await FleetLauncher.run(.approver) { fleet in try ApproverService.parts(of: fleet) }
