import SimulatorKit

/// The documents by which libraries find the endpoints. They offer what the simulator has, and nothing else.
enum OpenIDMetadata {
    /// - Parameter name: How the tenant was addressed; `common` gets an issuer with a place to fill in.
    static func document(baseURL: String, addressedAs name: String, tenantID: String) -> JSONValue {
        let isCommon = ["common", "organizations"].contains(name)
        let tenant = isCommon ? name : tenantID
        return [
            "token_endpoint": .string("\(baseURL)/\(tenant)/oauth2/v2.0/token"),
            "token_endpoint_auth_methods_supported": [
                "client_secret_post", "private_key_jwt", "client_secret_basic",
            ],
            "jwks_uri": .string("\(baseURL)/\(tenant)/discovery/v2.0/keys"),
            "response_modes_supported": ["query", "fragment", "form_post"],
            "subject_types_supported": ["pairwise"], "id_token_signing_alg_values_supported": ["RS256"],
            "response_types_supported": ["code"], "scopes_supported": ["openid", "profile", "email"],
            "issuer": .string("\(baseURL)/\(isCommon ? "{tenantid}" : tenantID)/v2.0"),
            "request_uri_parameter_supported": false,
            "authorization_endpoint": .string("\(baseURL)/\(tenant)/oauth2/v2.0/authorize"),
            "end_session_endpoint": .string("\(baseURL)/\(tenant)/oauth2/v2.0/logout"),
            "code_challenge_methods_supported": ["plain", "S256"],
            "claims_supported": [
                "sub", "iss", "aud", "exp", "iat", "nonce", "preferred_username", "name", "tid", "ver", "oid",
            ],
            "tenant_region_scope": "EU", "cloud_instance_name": "microsoftonline.com",
            "cloud_graph_host_name": "graph.windows.net", "msgraph_host": "graph.microsoft.com",
        ]
    }

    static func instanceDiscovery(baseURL: String, authority: String, tenantID: String) -> JSONValue {
        [
            "tenant_discovery_endpoint": .string("\(baseURL)/\(tenantID)/v2.0/.well-known/openid-configuration"),
            "api-version": "1.1",
            "metadata": [
                [
                    "preferred_network": .string(authority), "preferred_cache": .string(authority),
                    "aliases": [.string(authority)],
                ]
            ],
        ]
    }
}
