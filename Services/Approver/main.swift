import Fleet

await FleetLauncher.run(.approver) { fleet in ApproverService.parts(of: fleet) }
