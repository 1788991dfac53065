import Postgres

/// The bytes of an entry of the audit trail that its hash is made of, as PostgreSQL puts them together.
///
/// They are the same for whoever writes the chain, in the database's trigger, and for whoever checks it. Each field is preceded by its
/// length, so that no two entries have the same bytes.
public enum ChainSQL {
    /// What the columns of a row say, without the body, which is in it by its digest: of a row that is called so.
    ///
    /// Built of PostgreSQL's own functions alone: whoever checks relies on no function that could have been replaced.
    public static func entry(of row: String) -> String {
        let texts = ["type", "ritm", "run", "service", "instance", "trace"].map { column in
            "COALESCE(int4send(octet_length(\(row).\(column)::text)) || convert_to(\(row).\(column)::text, 'UTF8'), int4send(-1))"
        }
        return
            (["int8send(\(row).number)", "uuid_send(\(row).id)", "timestamptz_send(\(row).at)"] + texts
            + ["timestamptz_send(\(row).recorded_at)", "\(row).digest"]).joined(separator: " || ")
    }

    /// The hash before the first entry: that of these words.
    public static let beginning = "landfall audit chain, version 1"
}
