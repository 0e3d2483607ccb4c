using System.Collections.Frozen;

namespace TradingBot.Exchanges.Egress;

/// <summary>One request that may be made: everything about it is fixed but a symbol in the path and the values of the named query keys.</summary>
/// <param name="Scheme">http, https, ws or wss.</param>
/// <param name="Host">Exact host.</param>
/// <param name="Port">Exact port.</param>
/// <param name="Method">GET, or POST for the one empty request that KuCoin wants before a socket.</param>
/// <param name="Path">Exact path; one segment may be <c>{symbol}</c>.</param>
/// <param name="QueryKeys">Query keys that may stand there, each once.</param>
public sealed record EgressRule(string Scheme, string Host, int Port, string Method, string Path, FrozenSet<string> QueryKeys)
{
    private const string SymbolSegment = "{symbol}";

    internal bool HasOrigin(string scheme, string host, int port) => Scheme == scheme && Host == host && Port == port;

    internal bool HasPath(string path)
    {
        int at = Path.IndexOf(SymbolSegment, StringComparison.Ordinal);
        if (at < 0) return string.Equals(Path, path, StringComparison.Ordinal);
        string after = Path[(at + SymbolSegment.Length)..];
        return path.Length > at + after.Length && path.AsSpan(0, at).SequenceEqual(Path.AsSpan(0, at)) && path.EndsWith(after, StringComparison.Ordinal)
            && SymbolName.IsValid(path[at..^after.Length]);
    }
}
