using System.CommandLine;

namespace TradingBot.Cli.Endpoints;

/// <summary>The options that every command has, and what they mean together with the environment.</summary>
internal sealed class Connection
{
    private const string ApiDefault = "http://127.0.0.1:3000";

    public Option<string?> Api { get; } = new("--api")
    {
        Description = "Address of the Api. Default: TB_API_URL, else the local stack of this clone (artifacts/local/endpoints.json, found upward), else " + ApiDefault + ".",
        HelpName = "url",
        Recursive = true,
    };

    public Option<bool> Json { get; } = new("--json") { Description = "Writes the answer as JSON.", Recursive = true };

    /// <summary>The Api that the command line, the environment or the local stack names.</summary>
    public ApiClient Open(ParseResult parsed)
    {
        string address = parsed.GetValue(Api) ?? NonEmpty("TB_API_URL") ?? LocalEndpoints.Find(Directory.GetCurrentDirectory()).Api ?? ApiDefault;
        if (!Uri.TryCreate(address, UriKind.Absolute, out Uri? uri) || uri.Scheme is not ("http" or "https"))
            throw new UnreachableException($"'{address}' is no address of an Api; it should be like {ApiDefault}.");
        return new ApiClient(uri, NonEmpty("TB_API_KEY"));
    }

    /// <summary>The database for checks that go past the Api; none where none is known.</summary>
    public static string? Database(string? given) =>
        given ?? NonEmpty("ConnectionStrings__trading_bot") ?? LocalEndpoints.Find(Directory.GetCurrentDirectory()).Database;

    private static string? NonEmpty(string variable) => Environment.GetEnvironmentVariable(variable) is { Length: > 0 } value ? value : null;
}
