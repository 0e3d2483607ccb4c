using System.ComponentModel.DataAnnotations;

namespace TradingBot.Api.Access;

/// <summary>Configuration section <c>Access</c>.</summary>
internal sealed class AccessOptions
{
    /// <summary>
    /// Whether a request from loopback acts as admin. Only for the local stack, which listens on loopback alone. Default: no.
    /// </summary>
    public bool LocalTrust { get; init; }

    /// <summary>Requests per second that one caller may make for long; ten times as many at once.</summary>
    [Range(1, 1_000_000)]
    public int RequestsPerSecond { get; init; } = 200;
}
