using TradingBot.Engine.Instruments;
using TradingBot.Exchanges.Books;
using TradingBot.Exchanges.Parsing;

namespace TradingBot.Exchanges.Recordings.Verification;

/// <summary>Checks a recording of another program: rebuilds each book and compares it with what the venue published.</summary>
internal static class LineVerifier
{
    public static RecordingVerification Verify(IReadOnlyList<string> files, Action<long> progress, CancellationToken cancellation)
    {
        LineRecording recording = LineRecording.Open(files);
        MarketRebuild[] markets = [.. recording.Table.Instruments.Select(instrument => new MarketRebuild(instrument, tradesAreContiguous: recording.Venue == Venue.Binance))];
        FrameReading reading = new();
        long frames = 0, firstNs = 0, lastNs = 0, refused = 0;
        foreach (RecordedLine line in recording.Read())
        {
            cancellation.ThrowIfCancellationRequested();
            if (frames++ == 0) firstNs = line.TimeNs;
            lastNs = Math.Max(lastNs, line.TimeNs);
            progress(frames);
            if (recording.SnapshotOf(line) is (Instrument instrument, VenueBook book)) markets[instrument.Id.Number - 1].Snapshot(book);
            if (line.Address is not null) continue;
            FrameKind kind = recording.Parse(line.Json, reading);
            if (kind == FrameKind.Refused) refused++;
            else if (kind is FrameKind.Book or FrameKind.Trade or FrameKind.BestPrices) markets[reading.Place].Take(reading);
        }
        return new(recording.Format, files, Time(firstNs), Time(lastNs), frames, [.. markets.Select(market => market.Result())], null, [],
            refused > 0 ? [$"{refused} frames were refused by the parser"] : []);
    }

    internal static DateTimeOffset? Time(long timeNs) => timeNs == 0 ? null : DateTimeOffset.UnixEpoch.AddTicks(timeNs / TimeSpan.NanosecondsPerTick);
}
