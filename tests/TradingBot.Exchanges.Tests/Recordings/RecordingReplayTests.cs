using System.Text.Json.Nodes;
using TradingBot.Engine;
using TradingBot.Engine.Instruments;
using TradingBot.Engine.MarketData;
using TradingBot.Exchanges.Recordings;
using TradingBot.Exchanges.Recordings.Verification;
using TradingBot.Exchanges.Status;
using TradingBot.Exchanges.Tests.Simulated;

namespace TradingBot.Exchanges.Tests.Recordings;

/// <summary>A feed's session against the simulator, with losses and replacements, must come out of its recording input by input.</summary>
public sealed class RecordingReplayTests
{
    [Theory]
    [InlineData(Venue.Binance, 0)]
    [InlineData(Venue.KuCoin, 1)]
    public async Task What_the_feed_wrote_comes_out_of_its_recording_value_by_value(Venue venue, int symbolsPerConnection)
    {
        using TestRecording recording = new();
        List<MarketInput> live = [];
        await using (FeedHarness harness = await FeedHarness.StartAsync(venue, Settings(recording, symbolsPerConnection), seen: live))
        {
            string name = venue == Venue.Binance ? "binance" : "kucoin";
            await harness.UntilLiveAsync();
            Assert.Equal(symbolsPerConnection == 1 ? 2 : 1, harness.Connection.Sockets);
            await harness.UntilAsync("first trades", () => harness.Look("BTC-USDT", view => view.Trades.Count) >= 3);
            await harness.FaultAsync(new { venue = name, fault = "gap", symbol = harness.Find("BTC-USDT").VenueSymbol, count = 2 });
            await harness.UntilAsync("a fetch of the book after the gap", () => harness.Look("BTC-USDT", view => view.Snapshots) >= 2);
            await harness.UntilLiveAsync();
            await harness.FaultAsync(new { venue = name, fault = "disconnect" });
            await harness.UntilAsync("the loss to be told", () => harness.Look("BTC-USDT", view => view.Statuses.Contains(MarketStatus.Disconnected)));
            await harness.UntilLiveAsync();
            await harness.UntilAsync("a replacement", () => harness.Connection.Replacements > 0);
        }
        recording.Seal();

        AssertSame(live, recording);

        HashSet<RecordKind> kinds = [.. recording.ReadAll().Select(record => record.Kind)];
        Assert.Superset(new HashSet<RecordKind>
        {
            RecordKind.FeedStarted, RecordKind.Frame, RecordKind.FrameHandshake, RecordKind.FrameHeld, RecordKind.HeldTaken, RecordKind.Answer, RecordKind.SnapshotOffered,
            RecordKind.StatusTold, RecordKind.BookRestarted, RecordKind.RecoveryEnded,
        }, kinds);
        AssertHolds(recording, harnessSymbols: 2);
    }

    [Fact]
    public async Task Whole_books_that_stood_in_for_changes_come_out_of_the_recording_of_two_connections_with_best_prices()
    {
        using TestRecording recording = new();
        List<MarketInput> live = [];
        Dictionary<string, string?> settings = Settings(recording, symbolsPerConnection: 1);
        settings["Exchanges:SnapshotFallbackAfter"] = "00:00:01";
        settings["Recording:BestPrices"] = "true";
        await using (FeedHarness harness = await FeedHarness.StartAsync(Venue.KuCoin, settings, seen: live))
        {
            await harness.UntilLiveAsync();
            await harness.FaultAsync(JsonNode.Parse("""{"fault":"error","status":503,"path":"/api/v1/market/orderbook","durationMs":120000}""")!.AsObject());
            foreach (Instrument instrument in harness.Instruments)
                await harness.FaultAsync(new { venue = "kucoin", fault = "gap", stream = "depth", symbol = instrument.VenueSymbol, count = 1 });
            foreach (string symbol in harness.Feed.Symbols)
            {
                await harness.UntilAsync("the fallback", () => harness.Stream(symbol, StreamKind.Book) is { Status: MarketStatus.Live, Limit: not null });
                int before = harness.Look(symbol, view => view.Snapshots);
                await harness.UntilAsync("more whole books", () => harness.Look(symbol, view => view.Snapshots) > before + 2);
            }
            await harness.EndFaultsAsync();
            await harness.UntilAsync("the changes to be joined again", () => harness.Feed.Symbols.All(symbol => harness.Stream(symbol, StreamKind.Book) is { Status: MarketStatus.Live, Limit: null }));
            // So that there are changes under the joined book to compare with the best prices.
            Dictionary<string, long> messages = harness.Feed.Symbols.ToDictionary(symbol => symbol, symbol => harness.Stream(symbol, StreamKind.Book).Messages);
            await harness.UntilAsync("some changes more", () => harness.Feed.Symbols.All(symbol => harness.Stream(symbol, StreamKind.Book).Messages >= messages[symbol] + 30));
        }
        recording.Seal();

        AssertSame(live, recording);

        Assert.Contains(recording.ReadAll(), record => record.Kind == RecordKind.WholeBookUsed);
        RecordingVerification verified = AssertHolds(recording, harnessSymbols: 2);
        Assert.All(verified.Markets, market => Assert.True(market.Matches > 0 && market.Mismatches == 0, $"{market}"));
    }

    private static Dictionary<string, string?> Settings(TestRecording recording, int symbolsPerConnection) => new()
    {
        ["Recording:Enabled"] = "true",
        ["Recording:Folder"] = recording.Folder,
        ["Exchanges:ConnectionLifetime"] = "00:00:05",
        ["Exchanges:ReplacementOverlap"] = "00:00:00.5",
        ["Exchanges:SymbolsPerConnection"] = $"{symbolsPerConnection}",
    };

    /// <summary>Connections take effect beside each other, so what is compared is the order within an instrument; across them the sequencer's notes tell it.</summary>
    private static void AssertSame(List<MarketInput> live, TestRecording recording)
    {
        List<MarketInput> replayed = [];
        InputReplay replay = new();
        foreach (TapeRecord record in recording.ReadAll())
        {
            Assert.False(replay.TryTake(record, out _));
            replayed.AddRange(replay.Derived.Select(input => new MarketInput(input, record.Number)));
        }
        Assert.NotEmpty(live);
        foreach (IGrouping<InstrumentId, MarketInput> saw in live.GroupBy(input => input.Input.Instrument))
        {
            MarketInput[] got = [.. replayed.Where(input => input.Input.Instrument == saw.Key)];
            Assert.Equal(saw.Select(Text), got.Take(saw.Count()).Select(Text));
            // The channel is closed while the feed may still write; beyond what the consumer saw there is at most what was under way.
            Assert.InRange(got.Length - saw.Count(), 0, 100);
        }
        Assert.Equal(2, live.Select(input => input.Input.Instrument).Distinct().Count());
    }

    private static RecordingVerification AssertHolds(TestRecording recording, int harnessSymbols)
    {
        RecordingVerification verified = RecordedFiles.Verify(recording.Files(), _ => { }, TestContext.Current.CancellationToken);
        Assert.True(verified.Holds, string.Join("; ", verified.Damages.Concat(verified.Notes)));
        Assert.Equal(harnessSymbols, verified.Markets.Count);
        Assert.All(verified.Markets, market => Assert.True(market.Changes > 0 && market.Trades > 0, $"{market}"));
        return verified;
    }

    private static string Text(MarketInput caused)
    {
        EngineInput input = caused.Input;
        string values = input.Kind switch
        {
            EngineInputKind.Trade => input.Trade.ToString(),
            EngineInputKind.MarketStatusChanged => input.Status.ToString(),
            _ => $"{input.Book!.FirstUpdateId}..{input.Book.LastUpdateId} at {input.Book.ExchangeTimeNs}: {string.Join(' ', input.Book.Bids.ToArray())} | {string.Join(' ', input.Book.Asks.ToArray())}",
        };
        return $"record {caused.Record}: {input.Kind} of {input.Instrument.Number} {values} {InputDigest.Of(input):X8}";
    }
}
