using System.Net;
using System.Net.Sockets;
using TradingBot.Exchanges.Status;

namespace TradingBot.Exchanges.Egress;

/// <summary>Decides about everything that wants to leave towards an exchange, and reports what it refused.</summary>
/// <remarks>Thread-safe. It strips and repairs nothing: what is not exactly allowed is refused before a socket is opened or written.</remarks>
public sealed class EgressGuard(EgressAllowList allowList, FeedMetrics metrics)
{
    private const int TargetLength = 200;

    // Headers that the client library needs for plain GETs and for the WebSocket upgrade. Anything else could carry a credential or a method override.
    private static readonly HashSet<string> AllowedHeaders = new(StringComparer.OrdinalIgnoreCase)
    {
        "Accept", "User-Agent", "Connection", "Upgrade", "Sec-WebSocket-Version", "Sec-WebSocket-Key",
    };

    private long _denials;

    /// <summary>Raised for each refusal, on the refused caller's thread. A handler must be quick and must not throw.</summary>
    public event Action<EgressDenial>? Denied;

    /// <summary>Refusals since start.</summary>
    public long Denials => Interlocked.Read(ref _denials);

    /// <summary>What may pass.</summary>
    public EgressAllowList AllowList { get; } = allowList;

    /// <summary>Whether a request may go out.</summary>
    /// <returns>Null when it may, else why not. A refusal is counted and reported.</returns>
    public string? Check(HttpRequestMessage request)
    {
        string? reason = Reason(request);
        if (reason is not null) Deny(EgressLayer.Request, request.Method.Method, WithoutQuery(request.RequestUri), reason);
        return reason;
    }

    /// <summary>What <see cref="Check"/> would say, without counting or reporting it: for those who prove that the guard stands.</summary>
    public string? Probe(HttpRequestMessage request) => Reason(request);

    /// <summary>Whether a socket may be opened to an address, such as the one that a venue's answer named.</summary>
    /// <returns>Null when it may, else why not. A refusal is counted and reported.</returns>
    public string? CheckSocket(Uri address)
    {
        using HttpRequestMessage request = new(HttpMethod.Get, address);
        return address.IsAbsoluteUri && address.Scheme is not ("ws" or "wss")
            ? Refuse(EgressLayer.Request, "GET", WithoutQuery(address), "a market data socket is opened by ws or wss only")
            : Check(request);
    }

    /// <summary>Whether a host's name resolved to an address that may be called.</summary>
    internal bool CheckResolved(string host, IPAddress address)
    {
        bool allowed = AllowList.IsSimulated ? IPAddress.IsLoopback(address) : IsPublic(address);
        if (!allowed)
            Deny(EgressLayer.Address, "CONNECT", $"{host} ({address})", AllowList.IsSimulated ? "the simulator is on this machine only" : "an exchange has no private address");
        return allowed;
    }

    /// <summary>Whether a text frame may be written to an exchange's socket.</summary>
    /// <returns>Null when it may, else why not. A refusal is counted and reported.</returns>
    public string? CheckFrame(ReadOnlySpan<byte> frame)
    {
        string? reason = FrameGuard.Reason(frame);
        if (reason is not null) Deny(EgressLayer.Frame, "FRAME", FrameGuard.Excerpt(frame), reason);
        return reason;
    }

    private string? Reason(HttpRequestMessage request)
    {
        if (request.RequestUri is not { IsAbsoluteUri: true } address) return "the address is not absolute";
        if (request.Content is not null) return "a request has no body";
        foreach (KeyValuePair<string, IEnumerable<string>> header in request.Headers)
            if (!AllowedHeaders.Contains(header.Key)) return $"the header {header.Key} is not allowed";
        if (UnusualSpelling(address) is { } spelling) return spelling;
        EgressRule[] atOrigin = [.. AllowList.Rules.Where(rule => rule.HasOrigin(address.Scheme, address.Host, address.Port))];
        if (atOrigin.Length == 0) return $"{address.Scheme}://{address.Host}:{address.Port} is no market data address";
        EgressRule[] atPath = [.. atOrigin.Where(rule => rule.HasPath(address.AbsolutePath))];
        if (atPath.Length == 0) return "the path is no public market data path";
        EgressRule? match = atPath.FirstOrDefault(rule => rule.Method == request.Method.Method);
        return match is null ? $"the method {request.Method.Method} is not allowed here" : QueryReason(match, address.Query);
    }

    /// <summary>Any second way to write an address is refused, so that what is checked here is what the other end reads.</summary>
    private static string? UnusualSpelling(Uri address)
    {
        if (address.UserInfo.Length > 0) return "an address has no user";
        if (address.Fragment.Length > 0) return "an address has no fragment";
        string port = address.IsDefaultPort ? "" : $":{address.Port}";
        string plain = $"{address.Scheme}://{address.Host}{port}{address.AbsolutePath}{address.Query}";
        if (!string.Equals(plain, address.OriginalString, StringComparison.Ordinal)) return "the address is not in its plain spelling";
        return address.AbsolutePath.AsSpan().IndexOfAny("%;\\") >= 0 || address.AbsolutePath.Contains("//", StringComparison.Ordinal)
            ? "the path has characters that no market data path has"
            : null;
    }

    private static string? QueryReason(EgressRule rule, string query)
    {
        if (query.Length == 0) return null;
        HashSet<string> seen = new(StringComparer.Ordinal);
        foreach (string pair in query[1..].Split('&'))
        {
            int equals = pair.IndexOf('=', StringComparison.Ordinal);
            string key = equals < 0 ? pair : pair[..equals];
            if (!rule.QueryKeys.Contains(key)) return "the query has a key that is not allowed here";
            if (!seen.Add(key)) return $"the query key {key} stands twice";
            if (!IsPlainValue(pair.AsSpan(equals + 1), key)) return $"the value of the query key {key} is not allowed";
        }
        return null;
    }

    private static bool IsPlainValue(ReadOnlySpan<char> value, string key)
    {
        int limit = key is "symbols" or "token" ? 8192 : 64;
        for (int at = 0; at < value.Length; at++)
        {
            if (char.IsAsciiLetterOrDigit(value[at]) || value[at] is '-' or '_' or '.') continue;
            if (key == "token" && value[at] is '=' or '~') continue;
            if (value[at] != '%' || value.Length < at + 3) return false;
            // A list of symbols is ["A","B"]; a token is base64.
            bool encoded = value.Slice(at, 3) is "%5B" or "%5D" or "%22" or "%2C" ? key == "symbols" : key == "token" && value.Slice(at, 3) is "%3D" or "%2B" or "%2F";
            if (!encoded) return false;
            at += 2;
        }
        return value.Length > 0 && value.Length <= limit;
    }

    /// <summary>Whether an address belongs to the open internet.</summary>
    internal static bool IsPublic(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6) address = address.MapToIPv4();
        if (address.AddressFamily == AddressFamily.InterNetworkV6)
        {
            byte[] six = address.GetAddressBytes();
            return (six[0] & 0xE0) == 0x20 && !(six[0] == 0x20 && six[1] == 0x02) && !(six[0] == 0x20 && six[1] == 0x01 && six[2] < 0x02)
                && !(six[0] == 0x20 && six[1] == 0x01 && six[2] == 0x0D && six[3] == 0xB8);
        }
        byte[] four = address.GetAddressBytes();
        return four[0] switch
        {
            0 or 10 or 127 or >= 224 => false,
            100 => four[1] is < 64 or > 127,
            169 => four[1] != 254,
            172 => four[1] is < 16 or > 31,
            192 => four[1] != 168 && !(four[1] == 0 && four[2] is 0 or 2) && !(four[1] == 88 && four[2] == 99),
            198 => four[1] is not (18 or 19) && !(four[1] == 51 && four[2] == 100),
            203 => !(four[1] == 0 && four[2] == 113),
            _ => true,
        };
    }

    private string Refuse(EgressLayer layer, string method, string target, string reason)
    {
        Deny(layer, method, target, reason);
        return reason;
    }

    private void Deny(EgressLayer layer, string method, string target, string reason)
    {
        Interlocked.Increment(ref _denials);
        metrics.Denied(layer);
        Denied?.Invoke(new(layer, method, target.Length <= TargetLength ? target : target[..TargetLength], reason, Environment.StackTrace));
    }

    private static string WithoutQuery(Uri? address)
    {
        string text = address?.OriginalString ?? "";
        int query = text.IndexOf('?', StringComparison.Ordinal);
        return query < 0 ? text : text[..query];
    }
}
