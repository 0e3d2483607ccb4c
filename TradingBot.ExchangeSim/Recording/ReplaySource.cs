using TradingBot.ExchangeSim.Market;

namespace TradingBot.ExchangeSim.Recording;

/// <summary>
/// Plays a recording of one or more symbols of either venue. It starts where each symbol that has a snapshot has had its first one; frames
/// before that only complete the first books. Event times get one constant offset. At the end of the tape it stops, or goes round: one update
/// turns each last book into the first, so clients stay in sync and only see the market jump; update ids, trade ids and times go on rising.
/// </summary>
internal sealed class ReplaySource : IMarketSource
{
    private const long PauseBetweenRoundsNs = 100_000_000;
    private const long MillisecondNs = 1_000_000;

    private readonly RecordingFiles _files;
    private readonly bool _loops;
    private readonly Dictionary<(Venue, string), ReplayedMarket> _markets;
    private IEnumerator<RecordedFrame>? _frames;
    private long _roundStartNs;

    public ReplaySource(RecordingFiles files, bool loops, Func<long, long> startAt)
    {
        _files = files;
        _loops = loops;
        _markets = files.Symbols.ToDictionary(symbol => (symbol.Venue, symbol.Symbol), symbol => new ReplayedMarket(symbol));
        _frames = files.Read().GetEnumerator();
        long tapeStartNs = ReadStart(_frames);
        OffsetNs = startAt(tapeStartNs) - tapeStartNs;
        OffsetNs -= OffsetNs % MillisecondNs;
        StartNs = _roundStartNs = tapeStartNs + OffsetNs;
        foreach (ReplayedMarket market in _markets.Values)
            market.Open(StartNs);
        Markets = [.. _markets.Values.Select(market => market.Market)];
        NextTimeNs = StartNs;
        MoveNext();
    }

    /// <summary>Added to every recorded event time, in nanoseconds (whole milliseconds); grows by the tape's length with each round.</summary>
    public long OffsetNs { get; private set; }

    /// <summary>Simulated time at which the tape starts.</summary>
    public long StartNs { get; }

    /// <summary>How often the tape has been played to its end.</summary>
    public int Rounds { get; private set; }

    public IReadOnlyList<PublicMarket> Markets { get; }

    /// <summary>Why symbols of the tape are not played.</summary>
    public IEnumerable<string> LeftOut => _files.LeftOut;

    public long NextTimeNs { get; private set; }

    public void Step()
    {
        if (_frames is null)
        {
            StartRound();
            return;
        }
        if (MarketOf(_frames.Current) is { } market)
            market.Play(_frames.Current, NextTimeNs, OffsetNs);
        MoveNext();
    }

    /// <summary>Reads up to where the books are known, and returns the tape's time there.</summary>
    private long ReadStart(IEnumerator<RecordedFrame> frames)
    {
        bool hasSnapshots = _files.Symbols.Any(symbol => symbol.HasSnapshot);
        foreach (ReplayedMarket market in _markets.Values)
            market.Rewind();
        do
        {
            if (!frames.MoveNext())
                throw new InvalidOperationException("The tape has changed since it was checked.");
            MarketOf(frames.Current)?.Prepare(frames.Current);
        }
        while (!IsReady(hasSnapshots));
        return TapeTime(frames.Current);
    }

    private bool IsReady(bool hasSnapshots) => hasSnapshots
        ? _files.Symbols.Where(symbol => symbol.HasSnapshot).All(symbol => _markets[(symbol.Venue, symbol.Symbol)].HasFirstBook)
        : _markets.Values.Any(market => market.HasFirstBook);

    private ReplayedMarket? MarketOf(RecordedFrame frame) => _markets.GetValueOrDefault((frame.Venue, frame.Symbol));

    private void MoveNext()
    {
        if (_frames!.MoveNext())
        {
            // A clock that went back while it recorded must not make time go back here.
            NextTimeNs = Math.Max(TapeTime(_frames.Current) + OffsetNs, NextTimeNs);
            return;
        }
        _frames.Dispose();
        _frames = null;
        Rounds++;
        NextTimeNs = _loops ? NextTimeNs + PauseBetweenRoundsNs : long.MaxValue;
    }

    private void StartRound()
    {
        _frames = _files.Read().GetEnumerator();
        ReadStart(_frames);
        OffsetNs += NextTimeNs - _roundStartNs - (NextTimeNs - _roundStartNs) % MillisecondNs;
        _roundStartNs = NextTimeNs;
        foreach (ReplayedMarket market in _markets.Values)
            market.Restart(NextTimeNs);
        MoveNext();
    }

    /// <summary>The venue's time of a frame by its receive time, or by its event time where that was not recorded.</summary>
    private long TapeTime(RecordedFrame frame) =>
        frame.ReceivedNs > 0 ? frame.ReceivedNs + _files.ClockDifferenceNs : frame.EventMs > 0 ? frame.EventMs * MillisecondNs : NextTimeNs - OffsetNs;
}
