using TradingBot.Engine.Bars;
using TradingBot.Engine.Commands;
using TradingBot.Engine.Instruments;
using TradingBot.Engine.MarketData;
using TradingBot.Engine.Recovery;

namespace TradingBot.Engine;

/// <summary>What an input of the engine is.</summary>
public enum EngineInputKind : byte
{
    /// <summary>Nothing; never valid.</summary>
    None = 0,

    /// <summary>An instrument, or a new version of it: <see cref="EngineInput.Definition"/>.</summary>
    InstrumentDefined = 1,

    /// <summary>A whole book: <see cref="EngineInput.Book"/>. The book before it is forgotten.</summary>
    BookSnapshot = 2,

    /// <summary>A change of the book that follows the one before without a gap: <see cref="EngineInput.Book"/>.</summary>
    BookDelta = 3,

    /// <summary>A trade: <see cref="EngineInput.Trade"/>.</summary>
    Trade = 4,

    /// <summary>Whether the market may be used: <see cref="EngineInput.Status"/>.</summary>
    MarketStatusChanged = 5,

    /// <summary>A closed bar from the past, oldest first, to warm strategies up: <see cref="EngineInput.Bar"/>. Causes no order.</summary>
    HistoricalBar = 6,

    /// <summary>Time passed: closes bars, marks equity, ends orders.</summary>
    TimerTick = 7,

    /// <summary>Mode of the whole system: <see cref="EngineInput.Control"/>.</summary>
    ControlChanged = 8,

    /// <summary>A command: <see cref="EngineInput.Command"/>.</summary>
    Command = 9,

    /// <summary>All markets are those of another world from now on: <see cref="EngineInput.World"/>. Everything that was known of them is forgotten.</summary>
    WorldChanged = 10,

    /// <summary>A round trip to a venue was measured: <see cref="EngineInput.RoundTrip"/>.</summary>
    RoundTripMeasured = 11,

    /// <summary>An account that was just restored meets the trades that it missed: <see cref="EngineInput.Away"/>.</summary>
    AccountReturned = 12,
}

/// <summary>What the control state lets the engine do.</summary>
public enum TradingMode : byte
{
    /// <summary>Trades (on paper).</summary>
    Running = 0,

    /// <summary>No new orders, no fills; ends by itself when its cause ends.</summary>
    Paused = 1,

    /// <summary>Emergency stop: open orders are cancelled, no new ones; until released.</summary>
    Stopped = 2,

    /// <summary>Maintenance: no new orders; resting orders go on.</summary>
    Maintenance = 3,
}

/// <summary>The control state that the engine obeys.</summary>
/// <param name="Mode">What is allowed.</param>
/// <param name="Epoch">Rises with every change.</param>
/// <param name="Reason">Why, in words for a person.</param>
public sealed record ControlState(TradingMode Mode, long Epoch, string Reason);

/// <summary>How long a request to a venue and its answer took.</summary>
/// <param name="Venue">Which venue.</param>
/// <param name="DurationNs">There and back, nanoseconds; 1 to a minute.</param>
public sealed record VenueRoundTrip(Venue Venue, long DurationNs);

/// <summary>One numbered input of the engine. Everything that can change its outputs comes as one of these.</summary>
public readonly struct EngineInput
{
    /// <summary>Given by the sequencer, rising by one over all inputs.</summary>
    public long Sequence { get; init; }

    /// <summary>When it was received, nanoseconds since the Unix epoch; never falls.</summary>
    public long TimeNs { get; init; }

    /// <summary>What it is; says which of the following is set.</summary>
    public EngineInputKind Kind { get; init; }

    /// <summary>The instrument of a market input.</summary>
    public InstrumentId Instrument { get; init; }

    /// <summary>A trade.</summary>
    public TradePrint Trade { get; init; }

    /// <summary>A bar from the past.</summary>
    public Bar Bar { get; init; }

    /// <summary>A market's status.</summary>
    public MarketStatus Status { get; init; }

    /// <summary>The world of all market inputs from now on.</summary>
    public MarketWorld World { get; init; }

    /// <summary>A book or its change.</summary>
    public BookUpdate? Book { get; init; }

    /// <summary>An instrument.</summary>
    public Instrument? Definition { get; init; }

    /// <summary>The control state.</summary>
    public ControlState? Control { get; init; }

    /// <summary>A measured round trip.</summary>
    public VenueRoundTrip? RoundTrip { get; init; }

    /// <summary>A command.</summary>
    public Command? Command { get; init; }

    /// <summary>The time in which an account had no owner.</summary>
    public TimeAway? Away { get; init; }

    /// <summary>The same input, numbered and timed by the sequencer.</summary>
    public EngineInput Numbered(long sequence, long timeNs) => this with { Sequence = sequence, TimeNs = timeNs };
}
