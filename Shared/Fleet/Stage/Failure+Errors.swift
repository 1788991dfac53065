import AMQP
public import Domain
import Postgres

extension Failure {
    /// The failure that an error of a client stands for; an error that nothing is known of is a defect.
    public init(describing error: any Error) {
        switch error {
        case let failure as Failure: self = failure
        case let error as PostgresError: self.init(error)
        case let error as AMQPError: self.init(.serviceBrokerUnavailable, error.description)
        default: self.init(.serviceDefect, "\(type(of: error)): \(error)")
        }
    }

    /// A refused statement is a defect of ours; everything else may pass.
    init(_ error: PostgresError) {
        switch error.code {
        case .server where !error.isRetriable, .decoding, .encoding, .unsupported, .migration, .configuration:
            self.init(.serviceDefect, error.description)
        default:
            self.init(.serviceDatabaseUnavailable, error.description)
        }
    }
}
