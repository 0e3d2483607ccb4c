namespace TradingBot.Exchanges.Egress;

/// <summary>Which guard refused.</summary>
public enum EgressLayer
{
    /// <summary>The request guard: scheme, host, port, method, path, query, headers, body.</summary>
    Request = 0,

    /// <summary>The address guard: what a host's name resolved to.</summary>
    Address = 1,

    /// <summary>The frame guard: what may be written to an open exchange socket.</summary>
    Frame = 2,
}

/// <summary>
/// Something that was refused before it could reach a socket. The host writes it to the audit log: as <c>REAL_TRADE_ATTEMPT</c> what this process wanted by itself,
/// which is a violation; as <c>EGRESS_SUSPICION</c> where the world outside led, which is none of ours.
/// </summary>
/// <param name="Layer">Which guard refused.</param>
/// <param name="Method">Request method, <c>CONNECT</c> or <c>FRAME</c>.</param>
/// <param name="Target">Address without user, and without what stands after its path, or the beginning of the frame; at most 200 characters.</param>
/// <param name="Reason">What was not allowed.</param>
/// <param name="Stack">Where the attempt came from.</param>
/// <param name="IsOurs">False for an address that a name server or a venue's answer gave; true for everything else.</param>
public sealed record EgressDenial(EgressLayer Layer, string Method, string Target, string Reason, string Stack, bool IsOurs);

/// <summary>The other end of a connection could not be trusted, so nothing was sent: a certificate that does not hold. No attempt of ours to trade, but a security event.</summary>
/// <param name="Kind">certificate.</param>
/// <param name="Target">Scheme, host and port.</param>
/// <param name="Reason">What did not hold.</param>
public sealed record EgressSuspicion(string Kind, string Target, string Reason);
