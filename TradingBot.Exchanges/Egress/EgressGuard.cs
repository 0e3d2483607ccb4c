using System.Net;
using System.Net.Http.Headers;
using System.Text.RegularExpressions;
using TradingBot.Exchanges.Egress.Keys;
using TradingBot.Exchanges.Egress.Watch;
using TradingBot.Exchanges.Status;

namespace TradingBot.Exchanges.Egress;

/// <summary>Decides about everything that wants to leave towards an exchange, and reports what it refused.</summary>
/// <remarks>Thread-safe. It strips and repairs nothing: what is not exactly allowed is refused before a socket is opened or written.</remarks>
public sealed class EgressGuard(EgressAllowList allowList, FeedMetrics metrics)
{
    private const int TargetLength = 200;

    private static readonly Dictionary<string, Regex> SocketHeaders = new(StringComparer.OrdinalIgnoreCase)
    {
        ["Connection"] = new(@"^Upgrade\z"),
        ["Upgrade"] = new(@"^websocket\z"),
        ["Sec-WebSocket-Version"] = new(@"^13\z"),
        // 16 random bytes (RFC 6455, 4.1).
        ["Sec-WebSocket-Key"] = new(@"^[A-Za-z0-9+/]{22}==\z"),
    };

    private volatile EgressAllowList _allowList = allowList;
    private long _denials;
    private long _violations;
    private volatile SignedAccess? _signed;

    /// <summary>Raised for each refusal, on the refused caller's thread. A handler must be quick and must not throw.</summary>
    public event Action<EgressDenial>? Denied;

    /// <summary>Raised when the other end could not prove who it is, on the caller's thread. A handler must be quick and must not throw.</summary>
    public event Action<EgressSuspicion>? Suspected;

    /// <summary>Finds a name's addresses in place of the machine's resolver; tests put one that lies here.</summary>
    internal Func<string, CancellationToken, Task<IPAddress[]>>? Resolve { get; init; }

    /// <summary>Refusals since start.</summary>
    public long Denials => Interlocked.Read(ref _denials);

    /// <summary>Refusals since start of what this process wanted by itself: <see cref="EgressDenial.IsOurs"/>.</summary>
    public long Violations => Interlocked.Read(ref _violations);

    /// <summary>Where connections were opened to.</summary>
    public EgressConnections Connections { get; } = new();

    /// <summary>What may pass.</summary>
    public EgressAllowList AllowList => _allowList;

    /// <summary>Lets pass what another list allows, and nothing of the one before.</summary>
    internal void Switch(EgressAllowList list) => _allowList = list;

    /// <summary>Whether a request may go out.</summary>
    /// <returns>Null when it may, else why not. A refusal is counted and reported.</returns>
    public string? Check(HttpRequestMessage request)
    {
        string? reason = Reason(request);
        if (reason is not null) Deny(EgressLayer.Request, request.Method.Method, Plain(request.RequestUri), reason);
        return reason;
    }

    /// <summary>What <see cref="Check"/> would say, without counting or reporting it: for those who prove that the guard stands.</summary>
    public string? Probe(HttpRequestMessage request) => Reason(request);

    /// <summary>Whether a socket may be opened to an address.</summary>
    /// <returns>Null when it may, else why not. A refusal is counted and reported.</returns>
    public string? CheckSocket(Uri address) => CheckSocket(address, suspicion: null);

    /// <summary>Whether a socket may be opened to the address that a venue's answer named. A refusal is counted and reported, but is no violation: the address is not ours.</summary>
    internal string? CheckNamedSocket(Uri address) => CheckSocket(address, "socket");

    /// <summary>Whether a host's name resolved to an address that may be called.</summary>
    internal bool CheckResolved(string host, IPAddress address)
    {
        string? reason = AllowList.ReasonAgainst(host, address);
        if (reason is not null) Deny(EgressLayer.Address, "CONNECT", $"{host} ({address})", reason, "address");
        return reason is null;
    }

    /// <summary>Whether a text frame may be written to an exchange's socket.</summary>
    /// <returns>Null when it may, else why not. A refusal is counted and reported.</returns>
    public string? CheckFrame(ReadOnlySpan<byte> frame)
    {
        string? reason = FrameGuard.Reason(frame);
        if (reason is not null) Deny(EgressLayer.Frame, "FRAME", FrameGuard.Excerpt(frame), reason);
        return reason;
    }

    /// <summary>What <see cref="CheckFrame"/> would say, without counting or reporting it.</summary>
    public static string? ProbeFrame(ReadOnlySpan<byte> frame) => FrameGuard.Reason(frame);

    /// <summary>Opens what a proven read-only key may ask for, or closes it again.</summary>
    internal void AllowSigned(SignedAccess? access) => _signed = access;

    /// <summary>Signs what the key was given for, after the check: a request that brings a signature with it is refused.</summary>
    internal void Sign(HttpRequestMessage request) => _signed?.Sign(request);

    /// <summary>Tells of a connection whose other end did not prove who it is.</summary>
    internal void Suspect(Uri? address, string reason)
    {
        metrics.Suspected("certificate");
        Suspected?.Invoke(new("certificate", address?.GetLeftPart(UriPartial.Authority) ?? "", reason));
    }

    private string? CheckSocket(Uri address, string? suspicion)
    {
        using HttpRequestMessage request = new(HttpMethod.Get, address);
        string? reason = address.IsAbsoluteUri && address.Scheme is not ("ws" or "wss") ? "a market data socket is opened by ws or wss only" : Reason(request);
        if (reason is not null) Deny(EgressLayer.Request, "GET", Plain(address), reason, suspicion);
        return reason;
    }

    private string? Reason(HttpRequestMessage request)
    {
        if (request.RequestUri is not { IsAbsoluteUri: true } address) return "the address is not absolute";
        if (request.Content is not null) return "a request has no body";
        // A later version may travel by another transport, whose connections nobody checks.
        if (request.Version != HttpVersion.Version11 || request.VersionPolicy == HttpVersionPolicy.RequestVersionOrHigher) return "only HTTP/1.1 is spoken";
        if (HeaderReason(request, isSocket: address.Scheme is "ws" or "wss") is { } header) return header;
        if (UnusualSpelling(address) is { } spelling) return spelling;
        EgressAllowList list = AllowList;
        // A key that was given for one source opens nothing while another's market is read.
        IReadOnlyList<EgressRule> signed = _signed is { } access && access.IsSimulated == list.IsSimulated ? access.Rules : [];
        EgressRule[] atOrigin = [.. list.Rules.Concat(signed).Where(rule => rule.HasOrigin(address.Scheme, address.Host, address.Port))];
        if (atOrigin.Length == 0) return $"{address.Scheme}://{address.Host}:{address.Port} is no market data address";
        EgressRule[] atPath = [.. atOrigin.Where(rule => rule.HasPath(address.AbsolutePath))];
        if (atPath.Length == 0) return "the path is no public market data path";
        EgressRule? match = atPath.FirstOrDefault(rule => rule.Method == request.Method.Method);
        return match is null ? $"the method {request.Method.Method} is not allowed here" : QueryReason(match, address.Query);
    }

    /// <summary>
    /// A request has no header but those by which the library asks for a WebSocket, with the values that it gives them: any other could be a credential, a method
    /// override or, by a line break, a second request. They are looked at as they would be written, also those that the library takes for invalid.
    /// </summary>
    private static string? HeaderReason(HttpRequestMessage request, bool isSocket)
    {
        foreach (KeyValuePair<string, HeaderStringValues> header in request.Headers.NonValidated)
        {
            if (!isSocket || !SocketHeaders.TryGetValue(header.Key, out Regex? value)) return $"the header {header.Key} is not allowed here";
            if (!value.IsMatch(header.Value.ToString())) return $"the header {header.Key} has a value that no WebSocket needs";
        }
        return null;
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
            if (equals < 0) return "the query has a key without a value";
            string key = pair[..equals];
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

    /// <param name="layer">Which guard refuses.</param>
    /// <param name="method">What was to be done.</param>
    /// <param name="target">Where to.</param>
    /// <param name="reason">Why not.</param>
    /// <param name="suspicion">What outside of this process gave the address; none where this process wanted it by itself.</param>
    private void Deny(EgressLayer layer, string method, string target, string reason, string? suspicion = null)
    {
        // The canary counts for itself: what it tries is no attempt.
        if (EgressCanary.IsFlying) return;
        Interlocked.Increment(ref _denials);
        bool isOurs = suspicion is null;
        if (isOurs)
        {
            Interlocked.Increment(ref _violations);
            metrics.Denied(layer);
        }
        else
        {
            metrics.Suspected(suspicion!);
        }
        Denied?.Invoke(new(layer, method, target.Length <= TargetLength ? target : target[..TargetLength], reason, Environment.StackTrace, isOurs));
    }

    /// <summary>An address as it may be written down: a user, a query and a fragment could hold a secret.</summary>
    private static string Plain(Uri? address)
    {
        string text = address?.OriginalString ?? "";
        int end = text.AsSpan().IndexOfAny('?', '#');
        if (end >= 0) text = text[..end];
        int start = text.IndexOf("://", StringComparison.Ordinal);
        int at = text.IndexOf('@', StringComparison.Ordinal);
        return start >= 0 && at > start ? $"{text[..start]}://…{text[at..]}" : text;
    }
}
