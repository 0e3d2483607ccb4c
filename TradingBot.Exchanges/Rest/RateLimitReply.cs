using System.Globalization;
using System.Net.Http.Headers;
using TradingBot.Engine.Instruments;
using TradingBot.Exchanges.Egress;

namespace TradingBot.Exchanges.Rest;

/// <summary>What an answer says about the rate limit.</summary>
internal static class RateLimitReply
{
    /// <summary>Longest pause that is believed: Binance's longest ban is three days.</summary>
    private static readonly TimeSpan LongestPause = TimeSpan.FromDays(3);

    /// <summary>How long nothing may be sent, if the answer orders a pause.</summary>
    /// <remarks>Binance: 429 and 418 with <c>Retry-After</c> in seconds. KuCoin: 429, or code 429000 or 200002 on any status, with <c>gw-ratelimit-reset</c> in milliseconds.</remarks>
    public static TimeSpan? Pause(Venue venue, ExchangeAnswer answer)
    {
        int status = (int)answer.Status;
        bool limited = status is 429 or 418 || (venue == Venue.KuCoin && HasLimitCode(answer.Body));
        if (!limited) return null;
        TimeSpan pause = Number(answer.Headers, "Retry-After") is { } seconds ? TimeSpan.FromSeconds(Math.Min(seconds, LongestPause.TotalSeconds))
            : Number(answer.Headers, "gw-ratelimit-reset") is { } milliseconds ? TimeSpan.FromMilliseconds(Math.Min(milliseconds, LongestPause.TotalMilliseconds))
            : TimeSpan.Zero;
        // Without a figure, or with 0 ("the next window"), the venue's window is waited out; a ban lasts two minutes at least.
        TimeSpan least = status == 418 ? TimeSpan.FromMinutes(2) : venue == Venue.KuCoin ? TimeSpan.FromSeconds(30) : TimeSpan.FromSeconds(60);
        return pause > TimeSpan.Zero ? pause : least;
    }

    /// <summary>Weight used in the venue's window by its own count, where the answer says.</summary>
    public static long? Used(ExchangeAnswer answer) => Number(answer.Headers, "X-MBX-USED-WEIGHT-1M")
        ?? (Number(answer.Headers, "gw-ratelimit-limit") is { } limit && Number(answer.Headers, "gw-ratelimit-remaining") is { } remaining ? limit - remaining : null);

    private static long? Number(HttpResponseHeaders headers, string name) =>
        headers.TryGetValues(name, out IEnumerable<string>? values)
        && long.TryParse(values.First(), NumberStyles.None, CultureInfo.InvariantCulture, out long number) ? number : null;

    private static bool HasLimitCode(ReadOnlySpan<byte> body) =>
        body.Length < 1024 && (body.IndexOf("\"429000\""u8) >= 0 || body.IndexOf("\"200002\""u8) >= 0);
}
