namespace TradingBot.Api.Errors;

/// <summary>How much one request may bring.</summary>
internal static class RequestLimits
{
    /// <summary>Largest body in bytes; every body that we take fits many times.</summary>
    public const int BodyBytesMax = 65_536;
}
