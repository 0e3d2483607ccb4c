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

/// <summary>Something that was refused before it could reach a socket. The host writes it to the audit log as <c>REAL_TRADE_ATTEMPT</c>.</summary>
/// <param name="Layer">Which guard refused.</param>
/// <param name="Method">Request method, or <c>FRAME</c>.</param>
/// <param name="Target">Address with everything after the path removed, or the beginning of the frame; at most 200 characters.</param>
/// <param name="Reason">What was not allowed.</param>
/// <param name="Stack">Where the attempt came from.</param>
public sealed record EgressDenial(EgressLayer Layer, string Method, string Target, string Reason, string Stack);
