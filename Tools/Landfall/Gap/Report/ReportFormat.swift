import ArgumentParser
import Foundation

/// How a report is written.
enum ReportFormat: String, CaseIterable, ExpressibleByArgument, Sendable {
    /// For a terminal of 80 columns.
    case table
    /// A line for each finding, for a spreadsheet.
    case csv
    /// Everything, for programs.
    case json
    /// A page by itself, to be shown or printed.
    case html

    func text(of report: GapReport) throws -> String {
        switch self {
        case .table: TableReport(report).text
        case .csv: CSVReport(report).text
        case .json: try JSONReport(report).text()
        case .html: HTMLReport(report).text
        }
    }
}
