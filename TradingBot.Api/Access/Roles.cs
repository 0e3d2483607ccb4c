namespace TradingBot.Api.Access;

/// <summary>Who may do what: each role may do what the ones before it may. The names are also those of the authorization policies.</summary>
internal static class Roles
{
    /// <summary>Reads.</summary>
    public const string Viewer = "viewer";

    /// <summary>Trades on paper, stops trading, has reports made.</summary>
    public const string Operator = "operator";

    /// <summary>Resumes trading, changes control and configuration, makes API keys.</summary>
    public const string Admin = "admin";

    public static IReadOnlyList<string> All { get; } = [Viewer, Operator, Admin];

    /// <summary>The roles that may do what <paramref name="policy"/> asks for.</summary>
    public static IEnumerable<string> AtLeast(string policy) => All.SkipWhile(role => role != policy);
}
