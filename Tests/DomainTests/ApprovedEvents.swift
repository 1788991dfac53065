import Domain

/// The JSON of one event of each type, as it was approved. Queues, tables and people's tools hold it: a change here is a change of what
/// travels, and needs a new version of the type unless it only adds fields.
enum ApprovedEvents {
    static let json: [EventType: String] = [
        .requestReceived: #"""
        {"at":"2026-11-23T08:10:00.123Z","by":{"instance":"executor-1","service":"executor"},"data":{"ticket":{"\#
        number":"RITM0010001","sys_id":"c0000000000000000000000000000001"}},"id":"ce4e5490-c447-82bc-98af-3ac023\#
        b03479","ritm":"RITM0010001","trace":"00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01","type":"r\#
        equest.received","version":1}
        """#,
        .requestValidated: #"""
        {"at":"2026-11-23T08:10:00.123Z","by":{"instance":"executor-1","service":"executor"},"data":{"plan":{"be\#
        neficiary":{"display_name":"Ana","id":"a0000000-0000-4000-8000-000000000001","user_principal_name":"ana@\#
        contoso.example"},"digest":"3146dd86acb826c59bddb5fa4e3e2c4428f511a736296f8d006eac529499ac6e","on_partia\#
        l_failure":"roll_back","operations":[{"entitlement":"fin-readers","group_name":"APP-FIN-READERS","key":"\#
        RITM0010001:a0000000-0000-4000-8000-000000000001:b0000000-0000-4000-8000-000000000001:add"},{"entitlemen\#
        t":"fin-writers","group_name":"APP-FIN-WRITERS","key":"RITM0010001:a0000000-0000-4000-8000-000000000001:\#
        b0000000-0000-4000-8000-000000000002:add"}],"policy_version":"ababababababababababababababababababababab\#
        ababababababababababab","risk":"low","ticket":{"number":"RITM0010001","sys_id":"c00000000000000000000000\#
        00000001"}},"ticket_approvals":[{"approver":"e0000000000000000000000000000001","approver_name":"Ben","at\#
        ":"2026-11-23T07:46:40.000Z","record":"f0000000000000000000000000000001"}]},"id":"f53c25b5-828b-868b-a1f\#
        9-43dd43e32b1f","ritm":"RITM0010001","run":"88076c57-8f55-8845-8ed0-d53e09a1c96c","trace":"00-4bf92f3577\#
        b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01","type":"request.validated","version":1}
        """#,
        .requestBlocked: #"""
        {"at":"2026-11-23T08:10:00.123Z","by":{"instance":"executor-1","service":"executor"},"data":{"failure":{\#
        "detail":"gone","reason":"directory.group_missing"},"owner":{"assignment_group":"d0000000000000000000000\#
        000000001","name":"Finance applications"},"ticket":{"number":"RITM0010001","sys_id":"c000000000000000000\#
        0000000000001"}},"id":"28bf379b-04f4-8858-b791-4c1c812c8657","ritm":"RITM0010001","trace":"00-4bf92f3577\#
        b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01","type":"request.blocked","version":1}
        """#,
        .requestApproved: #"""
        {"at":"2026-11-23T08:10:00.123Z","by":{"instance":"executor-1","service":"executor"},"data":{"approval":\#
        {"decisions":[{"approver":"e0000000000000000000000000000001","approver_name":"Ben","at":"2026-11-23T07:4\#
        6:40.000Z","record":"f0000000000000000000000000000001"}],"plan_digest":"3146dd86acb826c59bddb5fa4e3e2c44\#
        28f511a736296f8d006eac529499ac6e","source":"ticket"},"plan":{"beneficiary":{"display_name":"Ana","id":"a\#
        0000000-0000-4000-8000-000000000001","user_principal_name":"ana@contoso.example"},"digest":"3146dd86acb8\#
        26c59bddb5fa4e3e2c4428f511a736296f8d006eac529499ac6e","on_partial_failure":"roll_back","operations":[{"e\#
        ntitlement":"fin-readers","group_name":"APP-FIN-READERS","key":"RITM0010001:a0000000-0000-4000-8000-0000\#
        00000001:b0000000-0000-4000-8000-000000000001:add"},{"entitlement":"fin-writers","group_name":"APP-FIN-W\#
        RITERS","key":"RITM0010001:a0000000-0000-4000-8000-000000000001:b0000000-0000-4000-8000-000000000002:add\#
        "}],"policy_version":"abababababababababababababababababababababababababababababababab","risk":"low","ti\#
        cket":{"number":"RITM0010001","sys_id":"c0000000000000000000000000000001"}}},"id":"000efa5a-834f-806a-8f\#
        aa-ef993ba905d6","ritm":"RITM0010001","run":"88076c57-8f55-8845-8ed0-d53e09a1c96c","trace":"00-4bf92f357\#
        7b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01","type":"request.approved","version":1}
        """#,
        .requestWithdrawn: #"""
        {"at":"2026-11-23T08:10:00.123Z","by":{"instance":"executor-1","service":"executor"},"data":{"ticket":{"\#
        number":"RITM0010001","sys_id":"c0000000000000000000000000000001"},"withdrawal":{"approval":"approved","\#
        changed_by":"ana","kind":"cancelled","seen_at":"2026-11-23T08:10:00.123Z","state":"7"}},"id":"97fcdad5-8\#
        713-879c-ac34-af0a8c7b12f4","ritm":"RITM0010001","trace":"00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0b\#
        a902b7-01","type":"request.withdrawn","version":1}
        """#,
        .requestRejected: #"""
        {"at":"2026-11-23T08:10:00.123Z","by":{"instance":"executor-1","service":"executor"},"data":{"denial":{"\#
        at":"2026-11-23T08:10:00.123Z","comment":"not needed","person":{"display_name":"Ben","id":"a0000000-0000\#
        -4000-8000-000000000003","user_principal_name":"ben@contoso.example"},"place":"page","stage":"Owner"},"f\#
        ailure":{"detail":"“Owner”: not needed","reason":"approval.denied"},"plan":{"approvals":{"calendar":{"da\#
        ys":["monday","tuesday","wednesday","thursday","friday","saturday","sunday"],"from":"00:00","holidays":[\#
        ],"name":"always","time_zone":"UTC","to":"24:00"},"escalate_after_hours":48,"expire_after_hours":120,"re\#
        mind_after_hours":24,"stages":[{"approvers":{"manager":true,"members_of":[],"owner":false,"people":[]},"\#
        name":"Manager","needed":1},{"approvers":{"manager":false,"members_of":["b0000000-0000-4000-8000-0000000\#
        00008"],"owner":false,"people":[]},"escalate_to":{"manager":false,"members_of":[],"owner":false,"people"\#
        :["dora@contoso.example"]},"name":"Owner","needed":2}]},"beneficiary":{"display_name":"Ana","id":"a00000\#
        00-0000-4000-8000-000000000001","user_principal_name":"ana@contoso.example"},"digest":"e322ccc71cf762e10\#
        28f8ceb7588d1f906898f8185e461b150d40f4e43cfbad9","on_partial_failure":"roll_back","operations":[{"entitl\#
        ement":"fin-readers","group_name":"APP-FIN-READERS","key":"RITM0010001:a0000000-0000-4000-8000-000000000\#
        001:b0000000-0000-4000-8000-000000000001:add"},{"entitlement":"fin-writers","group_name":"APP-FIN-WRITER\#
        S","key":"RITM0010001:a0000000-0000-4000-8000-000000000001:b0000000-0000-4000-8000-000000000002:add"}],"\#
        policy_version":"abababababababababababababababababababababababababababababababab","requester":{"id":"a0\#
        000000-0000-4000-8000-000000000009","sys_id":"e0000000000000000000000000000009","user_name":"otto"},"ris\#
        k":"high","ticket":{"number":"RITM0010001","sys_id":"c0000000000000000000000000000001"}}},"id":"fc37d74e\#
        -a36b-8b6f-9cb4-2c66c2ee5baa","ritm":"RITM0010001","run":"98a9eef0-efd2-812e-a520-d57086898568","trace":\#
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01","type":"request.rejected","version":1}
        """#,
        .approvalRequested: #"""
        {"at":"2026-11-23T08:10:00.123Z","by":{"instance":"executor-1","service":"executor"},"data":{"plan":{"be\#
        neficiary":{"display_name":"Ana","id":"a0000000-0000-4000-8000-000000000001","user_principal_name":"ana@\#
        contoso.example"},"digest":"3146dd86acb826c59bddb5fa4e3e2c4428f511a736296f8d006eac529499ac6e","on_partia\#
        l_failure":"roll_back","operations":[{"entitlement":"fin-readers","group_name":"APP-FIN-READERS","key":"\#
        RITM0010001:a0000000-0000-4000-8000-000000000001:b0000000-0000-4000-8000-000000000001:add"},{"entitlemen\#
        t":"fin-writers","group_name":"APP-FIN-WRITERS","key":"RITM0010001:a0000000-0000-4000-8000-000000000001:\#
        b0000000-0000-4000-8000-000000000002:add"}],"policy_version":"ababababababababababababababababababababab\#
        ababababababababababab","risk":"low","ticket":{"number":"RITM0010001","sys_id":"c00000000000000000000000\#
        00000001"}}},"id":"9f7fccc9-b636-8dc2-adfc-871dd8a4d99c","ritm":"RITM0010001","run":"88076c57-8f55-8845-\#
        8ed0-d53e09a1c96c","trace":"00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01","type":"approval.re\#
        quested","version":1}
        """#,
        .approvalReminded: #"""
        {"at":"2026-11-23T08:10:00.123Z","by":{"instance":"executor-1","service":"executor"},"data":{"plan":{"ap\#
        provals":{"calendar":{"days":["monday","tuesday","wednesday","thursday","friday","saturday","sunday"],"f\#
        rom":"00:00","holidays":[],"name":"always","time_zone":"UTC","to":"24:00"},"escalate_after_hours":48,"ex\#
        pire_after_hours":120,"remind_after_hours":24,"stages":[{"approvers":{"manager":true,"members_of":[],"ow\#
        ner":false,"people":[]},"name":"Manager","needed":1},{"approvers":{"manager":false,"members_of":["b00000\#
        00-0000-4000-8000-000000000008"],"owner":false,"people":[]},"escalate_to":{"manager":false,"members_of":\#
        [],"owner":false,"people":["dora@contoso.example"]},"name":"Owner","needed":2}]},"beneficiary":{"display\#
        _name":"Ana","id":"a0000000-0000-4000-8000-000000000001","user_principal_name":"ana@contoso.example"},"d\#
        igest":"e322ccc71cf762e1028f8ceb7588d1f906898f8185e461b150d40f4e43cfbad9","on_partial_failure":"roll_bac\#
        k","operations":[{"entitlement":"fin-readers","group_name":"APP-FIN-READERS","key":"RITM0010001:a0000000\#
        -0000-4000-8000-000000000001:b0000000-0000-4000-8000-000000000001:add"},{"entitlement":"fin-writers","gr\#
        oup_name":"APP-FIN-WRITERS","key":"RITM0010001:a0000000-0000-4000-8000-000000000001:b0000000-0000-4000-8\#
        000-000000000002:add"}],"policy_version":"ababababababababababababababababababababababababababababababab\#
        ab","requester":{"id":"a0000000-0000-4000-8000-000000000009","sys_id":"e0000000000000000000000000000009"\#
        ,"user_name":"otto"},"risk":"high","ticket":{"number":"RITM0010001","sys_id":"c0000000000000000000000000\#
        000001"}},"question":{"asked":[{"display_name":"Ben","id":"a0000000-0000-4000-8000-000000000003","user_p\#
        rincipal_name":"ben@contoso.example"},{"display_name":"Cleo","id":"a0000000-0000-4000-8000-000000000004"\#
        ,"user_principal_name":"cleo@contoso.example"}],"count":2,"expires_at":"2026-11-28T08:10:00.123Z","link"\#
        :"https://landfall.contoso.example/approvals/1","needed":2,"number":2,"stage":"Owner"},"reminder":1},"id\#
        ":"587f33cc-c205-8290-864d-d923672ee241","ritm":"RITM0010001","run":"98a9eef0-efd2-812e-a520-d5708689856\#
        8","trace":"00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01","type":"approval.reminded","version\#
        ":1}
        """#,
        .approvalEscalated: #"""
        {"at":"2026-11-23T08:10:00.123Z","by":{"instance":"executor-1","service":"executor"},"data":{"cause":"no\#
        body_left","plan":{"approvals":{"calendar":{"days":["monday","tuesday","wednesday","thursday","friday","\#
        saturday","sunday"],"from":"00:00","holidays":[],"name":"always","time_zone":"UTC","to":"24:00"},"escala\#
        te_after_hours":48,"expire_after_hours":120,"remind_after_hours":24,"stages":[{"approvers":{"manager":tr\#
        ue,"members_of":[],"owner":false,"people":[]},"name":"Manager","needed":1},{"approvers":{"manager":false\#
        ,"members_of":["b0000000-0000-4000-8000-000000000008"],"owner":false,"people":[]},"escalate_to":{"manage\#
        r":false,"members_of":[],"owner":false,"people":["dora@contoso.example"]},"name":"Owner","needed":2}]},"\#
        beneficiary":{"display_name":"Ana","id":"a0000000-0000-4000-8000-000000000001","user_principal_name":"an\#
        a@contoso.example"},"digest":"e322ccc71cf762e1028f8ceb7588d1f906898f8185e461b150d40f4e43cfbad9","on_part\#
        ial_failure":"roll_back","operations":[{"entitlement":"fin-readers","group_name":"APP-FIN-READERS","key"\#
        :"RITM0010001:a0000000-0000-4000-8000-000000000001:b0000000-0000-4000-8000-000000000001:add"},{"entitlem\#
        ent":"fin-writers","group_name":"APP-FIN-WRITERS","key":"RITM0010001:a0000000-0000-4000-8000-00000000000\#
        1:b0000000-0000-4000-8000-000000000002:add"}],"policy_version":"abababababababababababababababababababab\#
        abababababababababababab","requester":{"id":"a0000000-0000-4000-8000-000000000009","sys_id":"e0000000000\#
        000000000000000000009","user_name":"otto"},"risk":"high","ticket":{"number":"RITM0010001","sys_id":"c000\#
        0000000000000000000000000001"}},"question":{"asked":[{"display_name":"Ben","id":"a0000000-0000-4000-8000\#
        -000000000003","user_principal_name":"ben@contoso.example"},{"display_name":"Cleo","id":"a0000000-0000-4\#
        000-8000-000000000004","user_principal_name":"cleo@contoso.example"}],"count":2,"expires_at":"2026-11-28\#
        T08:10:00.123Z","link":"https://landfall.contoso.example/approvals/1","needed":2,"number":2,"stage":"Own\#
        er"}},"id":"5d0881fd-d264-8f43-9193-d785161844d8","ritm":"RITM0010001","run":"98a9eef0-efd2-812e-a520-d5\#
        7086898568","trace":"00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01","type":"approval.escalated\#
        ","version":1}
        """#,
        .approvalGiven: #"""
        {"at":"2026-11-23T08:10:00.123Z","by":{"instance":"executor-1","service":"executor"},"data":{"plan":"98a\#
        9eef0-efd2-812e-a520-d57086898568","ticket":{"number":"RITM0010001","sys_id":"c0000000000000000000000000\#
        000001"},"vote":{"at":"2026-11-23T08:10:00.123Z","on_behalf_of":{"display_name":"Cleo","id":"a0000000-00\#
        00-4000-8000-000000000004","user_principal_name":"cleo@contoso.example"},"person":{"display_name":"Ben",\#
        "id":"a0000000-0000-4000-8000-000000000003","user_principal_name":"ben@contoso.example"},"place":"page",\#
        "stage":"Owner"}},"id":"08ae1f99-17d5-849c-9460-c439ceea1364","ritm":"RITM0010001","run":"98a9eef0-efd2-\#
        812e-a520-d57086898568","trace":"00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01","type":"approv\#
        al.given","version":1}
        """#,
        .approvalRefused: #"""
        {"at":"2026-11-23T08:10:00.123Z","by":{"instance":"executor-1","service":"executor"},"data":{"attempt":"\#
        page:1","failure":{"detail":"","reason":"approval.decided_already"},"person":{"display_name":"Cleo","id"\#
        :"a0000000-0000-4000-8000-000000000004","user_principal_name":"cleo@contoso.example"},"plan":"98a9eef0-e\#
        fd2-812e-a520-d57086898568","ticket":{"number":"RITM0010001","sys_id":"c0000000000000000000000000000001"\#
        }},"id":"0579e18d-b787-8c79-a7ce-5af8376137bd","ritm":"RITM0010001","run":"98a9eef0-efd2-812e-a520-d5708\#
        6898568","trace":"00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01","type":"approval.refused","ve\#
        rsion":1}
        """#,
        .runStarted: #"""
        {"at":"2026-11-23T08:10:00.123Z","by":{"instance":"executor-1","service":"executor"},"data":{"approval":\#
        {"decisions":[{"approver":"e0000000000000000000000000000001","approver_name":"Ben","at":"2026-11-23T07:4\#
        6:40.000Z","record":"f0000000000000000000000000000001"}],"plan_digest":"3146dd86acb826c59bddb5fa4e3e2c44\#
        28f511a736296f8d006eac529499ac6e","source":"ticket"},"plan":{"beneficiary":{"display_name":"Ana","id":"a\#
        0000000-0000-4000-8000-000000000001","user_principal_name":"ana@contoso.example"},"digest":"3146dd86acb8\#
        26c59bddb5fa4e3e2c4428f511a736296f8d006eac529499ac6e","on_partial_failure":"roll_back","operations":[{"e\#
        ntitlement":"fin-readers","group_name":"APP-FIN-READERS","key":"RITM0010001:a0000000-0000-4000-8000-0000\#
        00000001:b0000000-0000-4000-8000-000000000001:add"},{"entitlement":"fin-writers","group_name":"APP-FIN-W\#
        RITERS","key":"RITM0010001:a0000000-0000-4000-8000-000000000001:b0000000-0000-4000-8000-000000000002:add\#
        "}],"policy_version":"abababababababababababababababababababababababababababababababab","risk":"low","ti\#
        cket":{"number":"RITM0010001","sys_id":"c0000000000000000000000000000001"}}},"id":"64608036-1ca2-84e3-86\#
        47-054df0dd9cdd","ritm":"RITM0010001","run":"88076c57-8f55-8845-8ed0-d53e09a1c96c","trace":"00-4bf92f357\#
        7b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01","type":"run.started","version":1}
        """#,
        .runDeferred: #"""
        {"at":"2026-11-23T08:10:00.123Z","by":{"instance":"executor-1","service":"executor"},"data":{"opens_at":\#
        "2026-11-23T09:10:00.123Z","plan":{"beneficiary":{"display_name":"Ana","id":"a0000000-0000-4000-8000-000\#
        000000001","user_principal_name":"ana@contoso.example"},"digest":"3146dd86acb826c59bddb5fa4e3e2c4428f511\#
        a736296f8d006eac529499ac6e","on_partial_failure":"roll_back","operations":[{"entitlement":"fin-readers",\#
        "group_name":"APP-FIN-READERS","key":"RITM0010001:a0000000-0000-4000-8000-000000000001:b0000000-0000-400\#
        0-8000-000000000001:add"},{"entitlement":"fin-writers","group_name":"APP-FIN-WRITERS","key":"RITM0010001\#
        :a0000000-0000-4000-8000-000000000001:b0000000-0000-4000-8000-000000000002:add"}],"policy_version":"abab\#
        abababababababababababababababababababababababababababababab","risk":"low","ticket":{"number":"RITM00100\#
        01","sys_id":"c0000000000000000000000000000001"}}},"id":"a9c2cacf-c01d-82dd-9bbc-58b33e9a9f81","ritm":"R\#
        ITM0010001","run":"88076c57-8f55-8845-8ed0-d53e09a1c96c","trace":"00-4bf92f3577b34da6a3ce929d0e0e4736-00\#
        f067aa0ba902b7-01","type":"run.deferred","version":1}
        """#,
        .operationSatisfied: #"""
        {"at":"2026-11-23T08:10:00.123Z","by":{"instance":"executor-1","service":"executor"},"data":{"correlatio\#
        n":{"client_request_id":"11111111-2222-4333-8444-555555555555","request_id":"94fb3b52-0000-4000-8000-000\#
        000000000"},"key":"RITM0010001:a0000000-0000-4000-8000-000000000001:b0000000-0000-4000-8000-000000000001\#
        :add","run":"88076c57-8f55-8845-8ed0-d53e09a1c96c"},"id":"13ecac27-35d8-81da-a4fb-6ded7fe2ca1f","ritm":"\#
        RITM0010001","run":"88076c57-8f55-8845-8ed0-d53e09a1c96c","trace":"00-4bf92f3577b34da6a3ce929d0e0e4736-0\#
        0f067aa0ba902b7-01","type":"operation.satisfied","version":1}
        """#,
        .operationApplied: #"""
        {"at":"2026-11-23T08:10:00.123Z","by":{"instance":"executor-1","service":"executor"},"data":{"attempt":2\#
        ,"correlation":{"client_request_id":"11111111-2222-4333-8444-555555555555","request_id":"94fb3b52-0000-4\#
        000-8000-000000000000"},"evidence":"already_so","key":"RITM0010001:a0000000-0000-4000-8000-000000000001:\#
        b0000000-0000-4000-8000-000000000001:add","run":"88076c57-8f55-8845-8ed0-d53e09a1c96c"},"id":"82435b89-9\#
        2ee-8cce-99b6-7591972190e0","ritm":"RITM0010001","run":"88076c57-8f55-8845-8ed0-d53e09a1c96c","trace":"0\#
        0-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01","type":"operation.applied","version":1}
        """#,
        .operationAttemptFailed: #"""
        {"at":"2026-11-23T08:10:00.123Z","by":{"instance":"executor-1","service":"executor"},"data":{"attempt":1\#
        ,"failure":{"detail":"lost","reason":"graph.reply_lost"},"key":"RITM0010001:a0000000-0000-4000-8000-0000\#
        00000001:b0000000-0000-4000-8000-000000000001:add","run":"88076c57-8f55-8845-8ed0-d53e09a1c96c"},"id":"4\#
        bcf13a0-35b8-8fda-b2ec-902d0657f195","ritm":"RITM0010001","run":"88076c57-8f55-8845-8ed0-d53e09a1c96c","\#
        trace":"00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01","type":"operation.attempt_failed","vers\#
        ion":1}
        """#,
        .operationThrottled: #"""
        {"at":"2026-11-23T08:10:00.123Z","by":{"instance":"executor-1","service":"executor"},"data":{"attempt":1\#
        ,"failure":{"correlation":{"client_request_id":"11111111-2222-4333-8444-555555555555","request_id":"94fb\#
        3b52-0000-4000-8000-000000000000"},"detail":"adding: 429 TooManyRequests","reason":"graph.throttled","re\#
        try_after_s":2.128},"key":"RITM0010001:a0000000-0000-4000-8000-000000000001:b0000000-0000-4000-8000-0000\#
        00000001:add","run":"88076c57-8f55-8845-8ed0-d53e09a1c96c","ticket":{"number":"RITM0010001","sys_id":"c0\#
        000000000000000000000000000001"}},"id":"93cd12de-3e97-8e8c-8294-557439ae36b6","ritm":"RITM0010001","run"\#
        :"88076c57-8f55-8845-8ed0-d53e09a1c96c","trace":"00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01\#
        ","type":"operation.throttled","version":1}
        """#,
        .operationRefused: #"""
        {"at":"2026-11-23T08:10:00.123Z","by":{"instance":"executor-1","service":"executor"},"data":{"failure":{\#
        "detail":"403","reason":"graph.forbidden"},"key":"RITM0010001:a0000000-0000-4000-8000-000000000001:b0000\#
        000-0000-4000-8000-000000000001:add","run":"88076c57-8f55-8845-8ed0-d53e09a1c96c"},"id":"013b8eea-2787-8\#
        c69-b8de-0312dcd3e7e8","ritm":"RITM0010001","run":"88076c57-8f55-8845-8ed0-d53e09a1c96c","trace":"00-4bf\#
        92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01","type":"operation.refused","version":1}
        """#,
        .operationVerificationDue: #"""
        {"at":"2026-11-23T08:10:00.123Z","by":{"instance":"executor-1","service":"executor"},"data":{"key":"RITM\#
        0010001:a0000000-0000-4000-8000-000000000001:b0000000-0000-4000-8000-000000000001:add","run":"88076c57-8\#
        f55-8845-8ed0-d53e09a1c96c","ticket":{"number":"RITM0010001","sys_id":"c0000000000000000000000000000001"\#
        }},"id":"2238bd77-c337-839b-8137-1198dfe5aa7a","ritm":"RITM0010001","run":"88076c57-8f55-8845-8ed0-d53e0\#
        9a1c96c","trace":"00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01","type":"operation.verificatio\#
        n_due","version":1}
        """#,
        .operationVerified: #"""
        {"at":"2026-11-23T08:10:00.123Z","by":{"instance":"executor-1","service":"executor"},"data":{"agreeing_r\#
        eads":2,"is_our_change":true,"key":"RITM0010001:a0000000-0000-4000-8000-000000000001:b0000000-0000-4000-\#
        8000-000000000001:add","run":"88076c57-8f55-8845-8ed0-d53e09a1c96c"},"id":"604a9292-269f-8f29-9bf1-4201a\#
        675e0b7","ritm":"RITM0010001","run":"88076c57-8f55-8845-8ed0-d53e09a1c96c","trace":"00-4bf92f3577b34da6a\#
        3ce929d0e0e4736-00f067aa0ba902b7-01","type":"operation.verified","version":1}
        """#,
        .operationUndoApplied: #"""
        {"at":"2026-11-23T08:10:00.123Z","by":{"instance":"executor-1","service":"executor"},"data":{"attempt":3\#
        ,"correlation":{"client_request_id":"11111111-2222-4333-8444-555555555555","request_id":"94fb3b52-0000-4\#
        000-8000-000000000000"},"evidence":"accepted","key":"RITM0010001:a0000000-0000-4000-8000-000000000001:b0\#
        000000-0000-4000-8000-000000000001:add","run":"88076c57-8f55-8845-8ed0-d53e09a1c96c"},"id":"21ea14f7-434\#
        1-8fb9-8f85-94e97f7462b1","ritm":"RITM0010001","run":"88076c57-8f55-8845-8ed0-d53e09a1c96c","trace":"00-\#
        4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01","type":"operation.undo_applied","version":1}
        """#,
        .operationUndoRefused: #"""
        {"at":"2026-11-23T08:10:00.123Z","by":{"instance":"executor-1","service":"executor"},"data":{"attempt":3\#
        ,"failure":{"detail":"403","reason":"graph.forbidden"},"key":"RITM0010001:a0000000-0000-4000-8000-000000\#
        000001:b0000000-0000-4000-8000-000000000001:add","run":"88076c57-8f55-8845-8ed0-d53e09a1c96c"},"id":"7b4\#
        f8b29-2319-8730-9e23-a2436b92b438","ritm":"RITM0010001","run":"88076c57-8f55-8845-8ed0-d53e09a1c96c","tr\#
        ace":"00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01","type":"operation.undo_refused","version"\#
        :1}
        """#,
        .operationReverted: #"""
        {"at":"2026-11-23T08:10:00.123Z","by":{"instance":"executor-1","service":"executor"},"data":{"agreeing_r\#
        eads":2,"attempt":3,"key":"RITM0010001:a0000000-0000-4000-8000-000000000001:b0000000-0000-4000-8000-0000\#
        00000001:add","run":"88076c57-8f55-8845-8ed0-d53e09a1c96c"},"id":"b81921cc-e796-893f-bc56-adb2b5f91fc7",\#
        "ritm":"RITM0010001","run":"88076c57-8f55-8845-8ed0-d53e09a1c96c","trace":"00-4bf92f3577b34da6a3ce929d0e\#
        0e4736-00f067aa0ba902b7-01","type":"operation.reverted","version":1}
        """#,
        .runLanded: #"""
        {"at":"2026-11-23T08:10:00.123Z","by":{"instance":"executor-1","service":"executor"},"data":{"approval":\#
        {"decisions":[{"approver":"e0000000000000000000000000000001","approver_name":"Ben","at":"2026-11-23T07:4\#
        6:40.000Z","record":"f0000000000000000000000000000001"}],"plan_digest":"3146dd86acb826c59bddb5fa4e3e2c44\#
        28f511a736296f8d006eac529499ac6e","source":"ticket"},"ended_at":"2026-11-23T08:10:00.123Z","outcomes":[{\#
        "correlation":{"client_request_id":"11111111-2222-4333-8444-555555555555","request_id":"94fb3b52-0000-40\#
        00-8000-000000000000"},"is_our_change":true,"key":"RITM0010001:a0000000-0000-4000-8000-000000000001:b000\#
        0000-0000-4000-8000-000000000001:add","state":"verified"},{"is_our_change":false,"key":"RITM0010001:a000\#
        0000-0000-4000-8000-000000000001:b0000000-0000-4000-8000-000000000002:add","state":"verified"}],"plan":{\#
        "beneficiary":{"display_name":"Ana","id":"a0000000-0000-4000-8000-000000000001","user_principal_name":"a\#
        na@contoso.example"},"digest":"3146dd86acb826c59bddb5fa4e3e2c4428f511a736296f8d006eac529499ac6e","on_par\#
        tial_failure":"roll_back","operations":[{"entitlement":"fin-readers","group_name":"APP-FIN-READERS","key\#
        ":"RITM0010001:a0000000-0000-4000-8000-000000000001:b0000000-0000-4000-8000-000000000001:add"},{"entitle\#
        ment":"fin-writers","group_name":"APP-FIN-WRITERS","key":"RITM0010001:a0000000-0000-4000-8000-0000000000\#
        01:b0000000-0000-4000-8000-000000000002:add"}],"policy_version":"abababababababababababababababababababa\#
        babababababababababababab","risk":"low","ticket":{"number":"RITM0010001","sys_id":"c00000000000000000000\#
        00000000001"}}},"id":"a06b8a9e-3f90-83e5-89fa-c7d68fe8cb00","ritm":"RITM0010001","run":"88076c57-8f55-88\#
        45-8ed0-d53e09a1c96c","trace":"00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01","type":"run.land\#
        ed","version":1}
        """#,
        .runReverted: #"""
        {"at":"2026-11-23T08:10:00.123Z","by":{"instance":"executor-1","service":"executor"},"data":{"approval":\#
        {"decisions":[{"approver":"e0000000000000000000000000000001","approver_name":"Ben","at":"2026-11-23T07:4\#
        6:40.000Z","record":"f0000000000000000000000000000001"}],"plan_digest":"3146dd86acb826c59bddb5fa4e3e2c44\#
        28f511a736296f8d006eac529499ac6e","source":"ticket"},"ended_at":"2026-11-23T08:10:00.123Z","outcomes":[{\#
        "correlation":{"client_request_id":"11111111-2222-4333-8444-555555555555","request_id":"94fb3b52-0000-40\#
        00-8000-000000000000"},"is_our_change":true,"key":"RITM0010001:a0000000-0000-4000-8000-000000000001:b000\#
        0000-0000-4000-8000-000000000001:add","state":"reverted"},{"failure":{"detail":"gone","reason":"director\#
        y.group_missing"},"is_our_change":false,"key":"RITM0010001:a0000000-0000-4000-8000-000000000001:b0000000\#
        -0000-4000-8000-000000000002:add","state":"refused"}],"plan":{"beneficiary":{"display_name":"Ana","id":"\#
        a0000000-0000-4000-8000-000000000001","user_principal_name":"ana@contoso.example"},"digest":"3146dd86acb\#
        826c59bddb5fa4e3e2c4428f511a736296f8d006eac529499ac6e","on_partial_failure":"roll_back","operations":[{"\#
        entitlement":"fin-readers","group_name":"APP-FIN-READERS","key":"RITM0010001:a0000000-0000-4000-8000-000\#
        000000001:b0000000-0000-4000-8000-000000000001:add"},{"entitlement":"fin-writers","group_name":"APP-FIN-\#
        WRITERS","key":"RITM0010001:a0000000-0000-4000-8000-000000000001:b0000000-0000-4000-8000-000000000002:ad\#
        d"}],"policy_version":"abababababababababababababababababababababababababababababababab","risk":"low","t\#
        icket":{"number":"RITM0010001","sys_id":"c0000000000000000000000000000001"}}},"id":"a542023c-92c7-86ec-b\#
        98a-c2287c010666","ritm":"RITM0010001","run":"88076c57-8f55-8845-8ed0-d53e09a1c96c","trace":"00-4bf92f35\#
        77b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01","type":"run.reverted","version":1}
        """#,
        .runStuck: #"""
        {"at":"2026-11-23T08:10:00.123Z","by":{"instance":"executor-1","service":"executor"},"data":{"approval":\#
        {"decisions":[{"approver":"e0000000000000000000000000000001","approver_name":"Ben","at":"2026-11-23T07:4\#
        6:40.000Z","record":"f0000000000000000000000000000001"}],"plan_digest":"3146dd86acb826c59bddb5fa4e3e2c44\#
        28f511a736296f8d006eac529499ac6e","source":"ticket"},"ended_at":"2026-11-23T08:10:00.123Z","outcomes":[{\#
        "correlation":{"client_request_id":"11111111-2222-4333-8444-555555555555","request_id":"94fb3b52-0000-40\#
        00-8000-000000000000"},"is_our_change":true,"key":"RITM0010001:a0000000-0000-4000-8000-000000000001:b000\#
        0000-0000-4000-8000-000000000001:add","state":"verified"},{"failure":{"detail":"gone","reason":"director\#
        y.group_missing"},"is_our_change":false,"key":"RITM0010001:a0000000-0000-4000-8000-000000000001:b0000000\#
        -0000-4000-8000-000000000002:add","state":"refused"}],"plan":{"beneficiary":{"display_name":"Ana","id":"\#
        a0000000-0000-4000-8000-000000000001","user_principal_name":"ana@contoso.example"},"digest":"3146dd86acb\#
        826c59bddb5fa4e3e2c4428f511a736296f8d006eac529499ac6e","on_partial_failure":"roll_back","operations":[{"\#
        entitlement":"fin-readers","group_name":"APP-FIN-READERS","key":"RITM0010001:a0000000-0000-4000-8000-000\#
        000000001:b0000000-0000-4000-8000-000000000001:add"},{"entitlement":"fin-writers","group_name":"APP-FIN-\#
        WRITERS","key":"RITM0010001:a0000000-0000-4000-8000-000000000001:b0000000-0000-4000-8000-000000000002:ad\#
        d"}],"policy_version":"abababababababababababababababababababababababababababababababab","risk":"low","t\#
        icket":{"number":"RITM0010001","sys_id":"c0000000000000000000000000000001"}}},"id":"48af3998-d89c-8e97-b\#
        15f-590fa20354f9","ritm":"RITM0010001","run":"88076c57-8f55-8845-8ed0-d53e09a1c96c","trace":"00-4bf92f35\#
        77b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01","type":"run.stuck","version":1}
        """#,
        .retryRequested: #"""
        {"at":"2026-11-23T08:10:00.123Z","by":{"instance":"executor-1","service":"executor"},"data":{"approval":\#
        {"decisions":[{"approver":"e0000000000000000000000000000001","approver_name":"Ben","at":"2026-11-23T07:4\#
        6:40.000Z","record":"f0000000000000000000000000000001"}],"plan_digest":"3146dd86acb826c59bddb5fa4e3e2c44\#
        28f511a736296f8d006eac529499ac6e","source":"ticket"},"plan":{"beneficiary":{"display_name":"Ana","id":"a\#
        0000000-0000-4000-8000-000000000001","user_principal_name":"ana@contoso.example"},"digest":"3146dd86acb8\#
        26c59bddb5fa4e3e2c4428f511a736296f8d006eac529499ac6e","on_partial_failure":"roll_back","operations":[{"e\#
        ntitlement":"fin-readers","group_name":"APP-FIN-READERS","key":"RITM0010001:a0000000-0000-4000-8000-0000\#
        00000001:b0000000-0000-4000-8000-000000000001:add"},{"entitlement":"fin-writers","group_name":"APP-FIN-W\#
        RITERS","key":"RITM0010001:a0000000-0000-4000-8000-000000000001:b0000000-0000-4000-8000-000000000002:add\#
        "}],"policy_version":"abababababababababababababababababababababababababababababababab","risk":"low","ti\#
        cket":{"number":"RITM0010001","sys_id":"c0000000000000000000000000000001"}},"retry":{"asked_at":"2026-11\#
        -23T08:10:00.123Z","asked_by":"Olga Orlova","reason":"the group is back","start":2}},"id":"b61649f8-fc83\#
        -8d17-bdef-9c426939a14f","ritm":"RITM0010001","run":"88076c57-8f55-8845-8ed0-d53e09a1c96c","trace":"00-4\#
        bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01","type":"operator.retry_requested","version":1}
        """#,
        .retryRefused: #"""
        {"at":"2026-11-23T08:10:00.123Z","by":{"instance":"executor-1","service":"executor"},"data":{"refusal":"\#
        landed","retry":{"asked_at":"2026-11-23T08:10:00.123Z","asked_by":"Olga Orlova","reason":"the group is b\#
        ack","start":2},"run":"88076c57-8f55-8845-8ed0-d53e09a1c96c","ticket":{"number":"RITM0010001","sys_id":"\#
        c0000000000000000000000000000001"}},"id":"1e49012f-6b44-8830-88cb-cb28507c895e","ritm":"RITM0010001","ru\#
        n":"88076c57-8f55-8845-8ed0-d53e09a1c96c","trace":"00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-\#
        01","type":"run.retry_refused","version":1}
        """#,
        .rollbackProposed: #"""
        {"at":"2026-11-23T08:10:00.123Z","by":{"instance":"executor-1","service":"executor"},"data":{"expires_at\#
        ":"2026-11-24T08:10:00.123Z","rollback":{"asked_at":"2026-11-23T08:10:00.123Z","asked_by":"Olga Orlova",\#
        "reason":"granted by mistake","start":2},"run":"88076c57-8f55-8845-8ed0-d53e09a1c96c","ticket":{"number"\#
        :"RITM0010001","sys_id":"c0000000000000000000000000000001"}},"id":"086a4afe-74f7-8056-9696-a5e94249d7b9"\#
        ,"ritm":"RITM0010001","run":"88076c57-8f55-8845-8ed0-d53e09a1c96c","trace":"00-4bf92f3577b34da6a3ce929d0\#
        e0e4736-00f067aa0ba902b7-01","type":"operator.rollback_proposed","version":1}
        """#,
        .rollbackRequested: #"""
        {"at":"2026-11-23T08:10:00.123Z","by":{"instance":"executor-1","service":"executor"},"data":{"approval":\#
        {"decisions":[{"approver":"e0000000000000000000000000000001","approver_name":"Ben","at":"2026-11-23T07:4\#
        6:40.000Z","record":"f0000000000000000000000000000001"}],"plan_digest":"3146dd86acb826c59bddb5fa4e3e2c44\#
        28f511a736296f8d006eac529499ac6e","source":"ticket"},"plan":{"beneficiary":{"display_name":"Ana","id":"a\#
        0000000-0000-4000-8000-000000000001","user_principal_name":"ana@contoso.example"},"digest":"3146dd86acb8\#
        26c59bddb5fa4e3e2c4428f511a736296f8d006eac529499ac6e","on_partial_failure":"roll_back","operations":[{"e\#
        ntitlement":"fin-readers","group_name":"APP-FIN-READERS","key":"RITM0010001:a0000000-0000-4000-8000-0000\#
        00000001:b0000000-0000-4000-8000-000000000001:add"},{"entitlement":"fin-writers","group_name":"APP-FIN-W\#
        RITERS","key":"RITM0010001:a0000000-0000-4000-8000-000000000001:b0000000-0000-4000-8000-000000000002:add\#
        "}],"policy_version":"abababababababababababababababababababababababababababababababab","risk":"low","ti\#
        cket":{"number":"RITM0010001","sys_id":"c0000000000000000000000000000001"}},"rollback":{"agreed_by":"Per\#
         Persson","asked_at":"2026-11-23T08:10:00.123Z","asked_by":"Olga Orlova","reason":"granted by mistake","\#
        start":2}},"id":"532063c3-b5d8-80f9-85a6-22b8f10d4edf","ritm":"RITM0010001","run":"88076c57-8f55-8845-8e\#
        d0-d53e09a1c96c","trace":"00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01","type":"operator.roll\#
        back_requested","version":1}
        """#,
        .rollbackRefused: #"""
        {"at":"2026-11-23T08:10:00.123Z","by":{"instance":"executor-1","service":"executor"},"data":{"refusal":"\#
        superseded","rollback":{"agreed_by":"Per Persson","asked_at":"2026-11-23T08:10:00.123Z","asked_by":"Olga\#
         Orlova","reason":"granted by mistake","start":2},"run":"88076c57-8f55-8845-8ed0-d53e09a1c96c","ticket":\#
        {"number":"RITM0010001","sys_id":"c0000000000000000000000000000001"}},"id":"6f85287e-6aa9-86b9-a1be-61c7\#
        f409773a","ritm":"RITM0010001","run":"88076c57-8f55-8845-8ed0-d53e09a1c96c","trace":"00-4bf92f3577b34da6\#
        a3ce929d0e0e4736-00f067aa0ba902b7-01","type":"run.rollback_refused","version":1}
        """#,
        .accessEnding: #"""
        {"at":"2026-11-23T08:10:00.123Z","by":{"instance":"executor-1","service":"executor"},"data":{"beneficiar\#
        y":{"display_name":"Ana","id":"a0000000-0000-4000-8000-000000000001","user_principal_name":"ana@contoso.\#
        example"},"ends_at":"2026-12-24T17:00:00.000Z","removal":{"entitlement":"fin-readers","group_name":"APP-\#
        FIN-READERS","key":"RITM0010001:a0000000-0000-4000-8000-000000000001:b0000000-0000-4000-8000-00000000000\#
        1:remove"},"run":"8fab366d-865b-8790-9e6c-4767ebe9c87c","ticket":{"number":"RITM0010001","sys_id":"c0000\#
        000000000000000000000000001"}},"id":"ade7b7b5-0f0a-8c1c-aed7-15ebee9f3d05","ritm":"RITM0010001","run":"8\#
        fab366d-865b-8790-9e6c-4767ebe9c87c","trace":"00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01","\#
        type":"access.ending","version":1}
        """#,
        .accessEndDue: #"""
        {"at":"2026-11-23T08:10:00.123Z","by":{"instance":"executor-1","service":"executor"},"data":{"approval":\#
        {"decisions":[{"approver":"e0000000000000000000000000000001","approver_name":"Ben","at":"2026-11-23T07:4\#
        6:40.000Z","record":"f0000000000000000000000000000001"}],"plan_digest":"e74f4cd59a766a9ab4ec8f5fda3c6822\#
        0764c1c8753d16e927503f42580694cf","source":"ticket"},"key":"RITM0010001:a0000000-0000-4000-8000-00000000\#
        0001:b0000000-0000-4000-8000-000000000001:remove","plan":{"beneficiary":{"display_name":"Ana","id":"a000\#
        0000-0000-4000-8000-000000000001","user_principal_name":"ana@contoso.example"},"digest":"e74f4cd59a766a9\#
        ab4ec8f5fda3c68220764c1c8753d16e927503f42580694cf","on_partial_failure":"roll_back","operations":[{"enti\#
        tlement":"fin-readers","group_name":"APP-FIN-READERS","key":"RITM0010001:a0000000-0000-4000-8000-0000000\#
        00001:b0000000-0000-4000-8000-000000000001:add"},{"entitlement":"fin-writers","group_name":"APP-FIN-WRIT\#
        ERS","key":"RITM0010001:a0000000-0000-4000-8000-000000000001:b0000000-0000-4000-8000-000000000002:add"}]\#
        ,"policy_version":"abababababababababababababababababababababababababababababababab","risk":"low","ticke\#
        t":{"number":"RITM0010001","sys_id":"c0000000000000000000000000000001"},"until":"2026-12-24T17:00:00.000\#
        Z"}},"id":"067f4b85-6aba-8b48-9631-66b8d3eb0c9d","ritm":"RITM0010001","run":"e7add946-b40b-8872-8f3b-210\#
        62e2cd996","trace":"00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01","type":"access.end_due","ve\#
        rsion":1}
        """#,
        .accessEnded: #"""
        {"at":"2026-11-23T08:10:00.123Z","by":{"instance":"executor-1","service":"executor"},"data":{"approval":\#
        {"decisions":[{"approver":"e0000000000000000000000000000001","approver_name":"Ben","at":"2026-11-23T07:4\#
        6:40.000Z","record":"f0000000000000000000000000000001"}],"plan_digest":"e74f4cd59a766a9ab4ec8f5fda3c6822\#
        0764c1c8753d16e927503f42580694cf","source":"ticket"},"due_at":"2026-12-24T17:00:00.000Z","ended_at":"202\#
        6-12-24T17:00:08.500Z","outcome":{"correlation":{"client_request_id":"11111111-2222-4333-8444-5555555555\#
        55","request_id":"94fb3b52-0000-4000-8000-000000000000"},"is_our_change":true,"key":"RITM0010001:a000000\#
        0-0000-4000-8000-000000000001:b0000000-0000-4000-8000-000000000001:remove","state":"verified"},"plan":{"\#
        beneficiary":{"display_name":"Ana","id":"a0000000-0000-4000-8000-000000000001","user_principal_name":"an\#
        a@contoso.example"},"digest":"e74f4cd59a766a9ab4ec8f5fda3c68220764c1c8753d16e927503f42580694cf","on_part\#
        ial_failure":"roll_back","operations":[{"entitlement":"fin-readers","group_name":"APP-FIN-READERS","key"\#
        :"RITM0010001:a0000000-0000-4000-8000-000000000001:b0000000-0000-4000-8000-000000000001:add"},{"entitlem\#
        ent":"fin-writers","group_name":"APP-FIN-WRITERS","key":"RITM0010001:a0000000-0000-4000-8000-00000000000\#
        1:b0000000-0000-4000-8000-000000000002:add"}],"policy_version":"abababababababababababababababababababab\#
        abababababababababababab","risk":"low","ticket":{"number":"RITM0010001","sys_id":"c000000000000000000000\#
        0000000001"},"until":"2026-12-24T17:00:00.000Z"}},"id":"5d2a2854-feb2-8f4f-a4de-34dbb2429cc2","ritm":"RI\#
        TM0010001","run":"e7add946-b40b-8872-8f3b-21062e2cd996","trace":"00-4bf92f3577b34da6a3ce929d0e0e4736-00f\#
        067aa0ba902b7-01","type":"access.ended","version":1}
        """#,
        .accessEndFailed: #"""
        {"at":"2026-11-23T08:10:00.123Z","by":{"instance":"executor-1","service":"executor"},"data":{"approval":\#
        {"decisions":[{"approver":"e0000000000000000000000000000001","approver_name":"Ben","at":"2026-11-23T07:4\#
        6:40.000Z","record":"f0000000000000000000000000000001"}],"plan_digest":"e74f4cd59a766a9ab4ec8f5fda3c6822\#
        0764c1c8753d16e927503f42580694cf","source":"ticket"},"due_at":"2026-12-24T17:00:00.000Z","ended_at":"202\#
        6-12-24T17:00:08.500Z","outcome":{"correlation":{"client_request_id":"11111111-2222-4333-8444-5555555555\#
        55","request_id":"94fb3b52-0000-4000-8000-000000000000"},"failure":{"detail":"403","reason":"graph.forbi\#
        dden"},"is_our_change":false,"key":"RITM0010001:a0000000-0000-4000-8000-000000000001:b0000000-0000-4000-\#
        8000-000000000001:remove","state":"refused"},"plan":{"beneficiary":{"display_name":"Ana","id":"a0000000-\#
        0000-4000-8000-000000000001","user_principal_name":"ana@contoso.example"},"digest":"e74f4cd59a766a9ab4ec\#
        8f5fda3c68220764c1c8753d16e927503f42580694cf","on_partial_failure":"roll_back","operations":[{"entitleme\#
        nt":"fin-readers","group_name":"APP-FIN-READERS","key":"RITM0010001:a0000000-0000-4000-8000-000000000001\#
        :b0000000-0000-4000-8000-000000000001:add"},{"entitlement":"fin-writers","group_name":"APP-FIN-WRITERS",\#
        "key":"RITM0010001:a0000000-0000-4000-8000-000000000001:b0000000-0000-4000-8000-000000000002:add"}],"pol\#
        icy_version":"abababababababababababababababababababababababababababababababab","risk":"low","ticket":{"\#
        number":"RITM0010001","sys_id":"c0000000000000000000000000000001"},"until":"2026-12-24T17:00:00.000Z"}},\#
        "id":"a1d3339a-c6ec-857b-bf6a-65febd3bde38","ritm":"RITM0010001","run":"e7add946-b40b-8872-8f3b-21062e2c\#
        d996","trace":"00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01","type":"access.end_failed","vers\#
        ion":1}
        """#,
        .accessEndCancelled: #"""
        {"at":"2026-11-23T08:10:00.123Z","by":{"instance":"executor-1","service":"executor"},"data":{"beneficiar\#
        y":{"display_name":"Ana","id":"a0000000-0000-4000-8000-000000000001","user_principal_name":"ana@contoso.\#
        example"},"by":"RITM0010002:a0000000-0000-4000-8000-000000000001:b0000000-0000-4000-8000-000000000001:ad\#
        d","cancellation":"renewed","ends_at":"2026-12-25T17:00:00.000Z","removal":{"entitlement":"fin-readers",\#
        "group_name":"APP-FIN-READERS","key":"RITM0010001:a0000000-0000-4000-8000-000000000001:b0000000-0000-400\#
        0-8000-000000000001:remove"},"run":"8fab366d-865b-8790-9e6c-4767ebe9c87c","ticket":{"number":"RITM001000\#
        1","sys_id":"c0000000000000000000000000000001"}},"id":"b101057d-aaa0-8412-bcf9-a3b426626b7f","ritm":"RIT\#
        M0010001","run":"8fab366d-865b-8790-9e6c-4767ebe9c87c","trace":"00-4bf92f3577b34da6a3ce929d0e0e4736-00f0\#
        67aa0ba902b7-01","type":"access.end_cancelled","version":1}
        """#,
        .accessDrifted: #"""
        {"at":"2026-11-23T08:10:00.123Z","by":{"instance":"executor-1","service":"executor"},"data":{"approval":\#
        {"decisions":[{"approver":"e0000000000000000000000000000001","approver_name":"Ben","at":"2026-11-23T07:4\#
        6:40.000Z","record":"f0000000000000000000000000000001"}],"plan_digest":"e74f4cd59a766a9ab4ec8f5fda3c6822\#
        0764c1c8753d16e927503f42580694cf","source":"ticket"},"cause":"directory.group_missing","due_at":"2026-12\#
        -24T17:00:00.000Z","found_at":"2026-11-24T08:10:00.123Z","in_order_at":"2026-11-23T08:10:00.123Z","key":\#
        "RITM0010001:a0000000-0000-4000-8000-000000000001:b0000000-0000-4000-8000-000000000001:add","kind":"remo\#
        ved_outside","number_in_group":3,"plan":{"beneficiary":{"display_name":"Ana","id":"a0000000-0000-4000-80\#
        00-000000000001","user_principal_name":"ana@contoso.example"},"digest":"e74f4cd59a766a9ab4ec8f5fda3c6822\#
        0764c1c8753d16e927503f42580694cf","on_partial_failure":"roll_back","operations":[{"entitlement":"fin-rea\#
        ders","group_name":"APP-FIN-READERS","key":"RITM0010001:a0000000-0000-4000-8000-000000000001:b0000000-00\#
        00-4000-8000-000000000001:add"},{"entitlement":"fin-writers","group_name":"APP-FIN-WRITERS","key":"RITM0\#
        010001:a0000000-0000-4000-8000-000000000001:b0000000-0000-4000-8000-000000000002:add"}],"policy_version"\#
        :"abababababababababababababababababababababababababababababababab","risk":"low","ticket":{"number":"RIT\#
        M0010001","sys_id":"c0000000000000000000000000000001"},"until":"2026-12-24T17:00:00.000Z"}},"id":"22a2a1\#
        c2-0347-806d-b70b-5eb47ac11247","ritm":"RITM0010001","run":"8fab366d-865b-8790-9e6c-4767ebe9c87c","trace\#
        ":"00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01","type":"access.drifted","version":1}
        """#,
        .accessDriftEnded: #"""
        {"at":"2026-11-23T08:10:00.123Z","by":{"instance":"executor-1","service":"executor"},"data":{"beneficiar\#
        y":{"display_name":"Ana","id":"a0000000-0000-4000-8000-000000000001","user_principal_name":"ana@contoso.\#
        example"},"ended_at":"2026-11-25T08:10:00.123Z","found_at":"2026-11-24T08:10:00.123Z","is_member":false,\#
        "kind":"added_outside","number_in_group":3,"operation":{"entitlement":"fin-readers","group_name":"APP-FI\#
        N-READERS","key":"RITM0010001:a0000000-0000-4000-8000-000000000001:b0000000-0000-4000-8000-000000000001:\#
        remove"},"run":"8fab366d-865b-8790-9e6c-4767ebe9c87c","ticket":{"number":"RITM0010001","sys_id":"c000000\#
        0000000000000000000000001"}},"id":"abffe4e8-3116-8039-b87f-06a64f29fbe7","ritm":"RITM0010001","run":"8fa\#
        b366d-865b-8790-9e6c-4767ebe9c87c","trace":"00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01","ty\#
        pe":"access.drift_ended","version":1}
        """#,
        .ticketUpdated: #"""
        {"at":"2026-11-23T08:10:00.123Z","by":{"instance":"executor-1","service":"executor"},"data":{"cause":"ru\#
        n.started","correlation":{"client_request_id":"11111111-2222-4333-8444-555555555555","request_id":"94fb3\#
        b52-0000-4000-8000-000000000000"},"run":"88076c57-8f55-8845-8ed0-d53e09a1c96c","ticket":{"number":"RITM0\#
        010001","sys_id":"c0000000000000000000000000000001"},"turn":"provisioning"},"id":"d22ab019-017f-81da-bcd\#
        0-d4db47b700f5","ritm":"RITM0010001","run":"88076c57-8f55-8845-8ed0-d53e09a1c96c","trace":"00-4bf92f3577\#
        b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01","type":"ticket.updated","version":1}
        """#,
        .ticketFulfilled: #"""
        {"at":"2026-11-23T08:10:00.123Z","by":{"instance":"executor-1","service":"executor"},"data":{"cause":"ru\#
        n.landed","correlation":{"client_request_id":"11111111-2222-4333-8444-555555555555","request_id":"94fb3b\#
        52-0000-4000-8000-000000000000"},"run":"88076c57-8f55-8845-8ed0-d53e09a1c96c","ticket":{"number":"RITM00\#
        10001","sys_id":"c0000000000000000000000000000001"},"turn":"fulfilled"},"id":"f4f47d01-aa13-810e-aea3-4d\#
        af3604baec","ritm":"RITM0010001","run":"88076c57-8f55-8845-8ed0-d53e09a1c96c","trace":"00-4bf92f3577b34d\#
        a6a3ce929d0e0e4736-00f067aa0ba902b7-01","type":"ticket.fulfilled","version":1}
        """#,
        .ticketNotApplied: #"""
        {"at":"2026-11-23T08:10:00.123Z","by":{"instance":"executor-1","service":"executor"},"data":{"cause":"ru\#
        n.landed","failure":{"detail":"state is 2","reason":"servicenow.not_applied"},"run":"88076c57-8f55-8845-\#
        8ed0-d53e09a1c96c","ticket":{"number":"RITM0010001","sys_id":"c0000000000000000000000000000001"},"turn":\#
        "fulfilled"},"id":"0a4b4df3-2528-8e18-be4b-62438c643ff5","ritm":"RITM0010001","run":"88076c57-8f55-8845-\#
        8ed0-d53e09a1c96c","trace":"00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01","type":"ticket.not_\#
        applied","version":1}
        """#,
        .ticketPending: #"""
        {"at":"2026-11-23T08:10:00.123Z","by":{"instance":"executor-1","service":"executor"},"data":{"beneficiar\#
        y":{"display_name":"Ana","id":"a0000000-0000-4000-8000-000000000001","user_principal_name":"ana@contoso.\#
        example"},"cause":"run.landed","landed_at":"2026-11-23T08:10:00.123Z","run":"88076c57-8f55-8845-8ed0-d53\#
        e09a1c96c","ticket":{"number":"RITM0010001","sys_id":"c0000000000000000000000000000001"}},"id":"b476f0f4\#
        -c7a8-8d51-bf57-6534e393bbf3","ritm":"RITM0010001","run":"88076c57-8f55-8845-8ed0-d53e09a1c96c","trace":\#
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01","type":"ticket.pending","version":1}
        """#,
        .incidentOpened: #"""
        {"at":"2026-11-23T08:10:00.123Z","by":{"instance":"executor-1","service":"executor"},"data":{"cause":"ru\#
        n.stuck","correlation":{"client_request_id":"11111111-2222-4333-8444-555555555555","request_id":"94fb3b5\#
        2-0000-4000-8000-000000000000"},"number":"INC0010001","ritm":"RITM0010001","run":"88076c57-8f55-8845-8ed\#
        0-d53e09a1c96c","sys_id":"1c000000000000000000000000000001"},"id":"8d6d8631-a4b0-84c2-a1f5-cffb418c0132"\#
        ,"ritm":"RITM0010001","run":"88076c57-8f55-8845-8ed0-d53e09a1c96c","trace":"00-4bf92f3577b34da6a3ce929d0\#
        e0e4736-00f067aa0ba902b7-01","type":"incident.opened","version":1}
        """#,
        .incidentUpdated: #"""
        {"at":"2026-11-23T08:10:00.123Z","by":{"instance":"executor-1","service":"executor"},"data":{"cause":"ru\#
        n.reverted","correlation":{"client_request_id":"11111111-2222-4333-8444-555555555555","request_id":"94fb\#
        3b52-0000-4000-8000-000000000000"},"number":"INC0010001","ritm":"RITM0010001","run":"88076c57-8f55-8845-\#
        8ed0-d53e09a1c96c","sys_id":"1c000000000000000000000000000001"},"id":"9c9f9355-ee24-88ac-a394-dc5a1d7f51\#
        f2","ritm":"RITM0010001","run":"88076c57-8f55-8845-8ed0-d53e09a1c96c","trace":"00-4bf92f3577b34da6a3ce92\#
        9d0e0e4736-00f067aa0ba902b7-01","type":"incident.updated","version":1}
        """#,
        .incidentResolved: #"""
        {"at":"2026-11-23T08:10:00.123Z","by":{"instance":"executor-1","service":"executor"},"data":{"cause":"ru\#
        n.landed","correlation":{"client_request_id":"11111111-2222-4333-8444-555555555555","request_id":"94fb3b\#
        52-0000-4000-8000-000000000000"},"number":"INC0010001","ritm":"RITM0010001","run":"88076c57-8f55-8845-8e\#
        d0-d53e09a1c96c","sys_id":"1c000000000000000000000000000001"},"id":"cd108004-52a3-8a1d-ba44-988640947f4e\#
        ","ritm":"RITM0010001","run":"88076c57-8f55-8845-8ed0-d53e09a1c96c","trace":"00-4bf92f3577b34da6a3ce929d\#
        0e0e4736-00f067aa0ba902b7-01","type":"incident.resolved","version":1}
        """#,
        .messageDeadLettered: #"""
        {"at":"2026-11-23T08:10:00.123Z","by":{"instance":"executor-1","service":"executor"},"data":{"attempts":\#
        6,"event_id":"ce4e5490-c447-82bc-98af-3ac023b03479","event_type":"request.received","failure":{"detail":\#
        "404","reason":"servicenow.record_gone"},"ritm":"RITM0010001","stage":"validate","ticket":{"number":"RIT\#
        M0010001","sys_id":"c0000000000000000000000000000001"}},"id":"039d6cc7-66c1-8b96-9d7e-a51526c6a9ab","rit\#
        m":"RITM0010001","trace":"00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01","type":"message.dead_\#
        lettered","version":1}
        """#,
    ]
}
