/// The version of Landfall that this is.
public enum LandfallVersion {
    public static let current = "0.1.0"
}
