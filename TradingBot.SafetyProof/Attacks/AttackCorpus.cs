using System.Text.RegularExpressions;

namespace TradingBot.SafetyProof.Attacks;

/// <summary>A documented REST route that changes something at an exchange.</summary>
/// <param name="Venue">Venue and product.</param>
/// <param name="Method">POST, PUT, PATCH or DELETE.</param>
/// <param name="Host">Documented host.</param>
/// <param name="Path">Path with its placeholders filled by a valid symbol, the one thing that the allow-list lets vary in a path.</param>
internal sealed record AttackRoute(string Venue, string Method, string Host, string Path)
{
    public bool IsBinance => Venue.StartsWith("binance", StringComparison.Ordinal);
}

/// <summary>A documented WebSocket-API method, or a FIX endpoint.</summary>
/// <param name="Kind">ws or fix.</param>
/// <param name="Address">Address of the endpoint.</param>
/// <param name="Method">Method that the frame would name; a dash for FIX.</param>
internal sealed record AttackSocket(string Kind, Uri Address, string Method);

/// <summary>What the exchanges document and this system must never reach; Corpus/SOURCES.md says where each line comes from.</summary>
internal static partial class AttackCorpus
{
    public static IReadOnlyList<AttackRoute> Routes { get; } =
        [.. Lines("routes.tsv").Select(fields => new AttackRoute(fields[0], fields[1], fields[2], Placeholder().Replace(fields[3], "BTC-USDT")))];

    /// <summary>Every <paramref name="nth"/> route, of every venue and product: a sample for where time is short.</summary>
    public static IReadOnlyList<AttackRoute> Sample(int nth) =>
        nth == 1 ? Routes : [.. Routes.GroupBy(route => route.Venue).SelectMany(product => product.Where((_, at) => at % nth == 0))];

    public static IReadOnlyList<AttackSocket> Sockets { get; } =
        [.. Lines("sockets.tsv").Select(fields => new AttackSocket(fields[1], new Uri(fields[2]), fields[3]))];

    private static IEnumerable<string[]> Lines(string file)
    {
        using StreamReader reader = new(typeof(AttackCorpus).Assembly.GetManifestResourceStream(file) ?? throw new InvalidOperationException($"{file} is not in this assembly"));
        return [.. reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1).Select(line => line.TrimEnd('\r').Split('\t'))];
    }

    [GeneratedRegex(@"\{[^}]*\}")]
    private static partial Regex Placeholder();
}
