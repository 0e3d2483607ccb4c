using TradingBot.Api.MarketData;
using TradingBot.Storage.Reading;

namespace TradingBot.Api.Tests.MarketData;

public sealed class ToldStreamsTests
{
    private static readonly DateTimeOffset Now = new(2026, 12, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Of_two_workers_the_one_in_trouble_is_shown_and_one_that_tells_nothing_only_where_no_other_does()
    {
        FeedStatusRow live = Row("a", "live", secondsAgo: 1), stale = Row("b", "stale", secondsAgo: 2), dead = Row("c", "syncing", secondsAgo: 60);
        Assert.Equal("b", Shown(live, stale, dead));
        Assert.Equal("a", Shown(dead, live));
        Assert.Equal("c", Shown(dead, Row("d", "live", secondsAgo: 90)));
        Assert.Equal("e", Shown(live, Row("e", "live", secondsAgo: 0)));
        Assert.Equal(2, ToldStreams.OneEach([live, Row("a", "live", 1, stream: "trades"), stale], Now).Count());
    }

    private static string Shown(params FeedStatusRow[] rows) => Assert.Single(ToldStreams.OneEach(rows, Now)).WorkerId;

    private static FeedStatusRow Row(string worker, string status, int secondsAgo, string stream = "book") => new()
    {
        Venue = "binance",
        Symbol = "BTC-USDT",
        Stream = stream,
        Connected = true,
        Status = status,
        WorkerId = worker,
        UpdatedAt = Now.AddSeconds(-secondsAgo),
    };
}
