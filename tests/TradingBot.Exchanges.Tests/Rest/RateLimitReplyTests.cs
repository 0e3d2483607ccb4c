using System.Net;
using System.Text;
using TradingBot.Engine.Instruments;
using TradingBot.Exchanges.Egress;
using TradingBot.Exchanges.Rest;

namespace TradingBot.Exchanges.Tests.Rest;

public sealed class RateLimitReplyTests
{
    [Theory]
    [InlineData(Venue.Binance, 200, "", "", "{}", null)]
    [InlineData(Venue.Binance, 429, "Retry-After", "7", "{}", 7.0)]
    [InlineData(Venue.Binance, 429, "Retry-After", "0", "{}", 60.0)]
    [InlineData(Venue.Binance, 429, "", "", "{}", 60.0)]
    [InlineData(Venue.Binance, 429, "Retry-After", "soon", "{}", 60.0)]
    [InlineData(Venue.Binance, 418, "Retry-After", "259200", "{}", 259200.0)]
    [InlineData(Venue.Binance, 418, "Retry-After", "99999999999", "{}", 259200.0)]
    [InlineData(Venue.Binance, 418, "", "", "{}", 120.0)]
    [InlineData(Venue.Binance, 400, "Retry-After", "7", "{}", null)]
    [InlineData(Venue.KuCoin, 429, "gw-ratelimit-reset", "2500", "{}", 2.5)]
    [InlineData(Venue.KuCoin, 429, "", "", "{}", 30.0)]
    [InlineData(Venue.KuCoin, 200, "gw-ratelimit-reset", "1500", """{"code":"429000","msg":"Too Many Requests"}""", 1.5)]
    [InlineData(Venue.KuCoin, 200, "gw-ratelimit-reset", "1500", """{"code":"200000","data":{}}""", null)]
    public void A_pause_is_taken_from_what_the_venue_says(Venue venue, int status, string header, string value, string body, double? seconds) =>
        Assert.Equal(seconds, RateLimitReply.Pause(venue, Answer(status, body, (header, value)))?.TotalSeconds);

    [Fact]
    public void The_venue_s_own_count_is_read_in_both_styles()
    {
        Assert.Equal(123, RateLimitReply.Used(Answer(200, "{}", ("X-MBX-USED-WEIGHT-1M", "123"))));
        Assert.Equal(3, RateLimitReply.Used(Answer(200, "{}", ("gw-ratelimit-limit", "2000"), ("gw-ratelimit-remaining", "1997"))));
        Assert.Null(RateLimitReply.Used(Answer(200, "{}")));
    }

    [Fact]
    public void A_full_budget_says_how_long_to_wait_and_is_fresh_in_the_next_window()
    {
        FixedTime time = new();
        WeightBudget budget = new(limit: 100, TimeSpan.FromMinutes(1), time);
        Assert.Equal(TimeSpan.Zero, budget.TryTake(50));
        time.Now += TimeSpan.FromSeconds(10);
        Assert.Equal(TimeSpan.Zero, budget.TryTake(30));
        Assert.Equal(TimeSpan.FromSeconds(50), budget.TryTake(1));
        time.Now += TimeSpan.FromSeconds(50);
        Assert.Equal(TimeSpan.Zero, budget.TryTake(1));
        budget.Corrected(80);
        Assert.Equal(TimeSpan.FromSeconds(60), budget.TryTake(1));
    }

    private static ExchangeAnswer Answer(int status, string body, params (string Name, string Value)[] headers)
    {
        using HttpResponseMessage response = new();
        foreach ((string name, string value) in headers)
            if (name.Length > 0) response.Headers.TryAddWithoutValidation(name, value);
        return new((HttpStatusCode)status, response.Headers, Encoding.UTF8.GetBytes(body));
    }

    private sealed class FixedTime : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = DateTimeOffset.UnixEpoch;

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
