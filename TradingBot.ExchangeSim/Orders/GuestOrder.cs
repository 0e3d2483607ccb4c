using TradingBot.ExchangeSim.Market;
using TradingBot.ExchangeSim.Matching;

namespace TradingBot.ExchangeSim.Orders;

/// <summary>An order from outside the simulation and all that happens to it.</summary>
/// <remarks>Guarded by the simulation's gate. Prices in ticks, quantities in lots, but in what is reported.</remarks>
internal sealed class GuestOrder(long id, OrderTicket ticket, GeneratedBook book, long arrivesNs)
{
    private const int MostSteps = 10_000;

    private readonly List<OrderFill> _fills = [];
    private readonly List<QueueStep> _trace = [];
    private QueuePosition? _queueAtArrival;

    public long Id { get; } = id;

    public GeneratedBook Book { get; } = book;

    public OrderTicket Ticket { get; set; } = ticket;

    public OrderState State { get; private set; }

    public OrderRefusal? Refusal { get; set; }

    /// <summary>Id in the matching engine; 0 before it has got there.</summary>
    public long MatchingId { get; set; }

    public long UpdateIdAtArrival { get; set; }

    /// <summary>In lots.</summary>
    public long Filled { get; private set; }

    /// <summary>What still rests, in lots.</summary>
    public long Remaining => IsOpen && Book.Engine.TryOrder(MatchingId, out RestingOrder resting) ? resting.Quantity : 0;

    public bool IsOpen => State is OrderState.Open or OrderState.PartiallyFilled;

    private long? EndedNs { get; set; }

    public void AddFill(in Fill fill, long tradeId, long updateId, long timeNs, bool isMaker)
    {
        Instrument instrument = Book.Market.Instrument;
        Filled += fill.Quantity;
        _fills.Add(new(tradeId, Amounts.ToDecimal(fill.Price * instrument.TickUnits), Amounts.ToDecimal(fill.Quantity * instrument.LotUnits), timeNs, isMaker, updateId));
        if (isMaker && fill.MakerDone)
            End(OrderState.Filled, timeNs);
        else if (isMaker)
            State = OrderState.PartiallyFilled;
    }

    /// <summary>It has come to rest behind what was there.</summary>
    public void Rests(long timeNs)
    {
        State = Filled == 0 ? OrderState.Open : OrderState.PartiallyFilled;
        _queueAtArrival = Queue();
        TraceQueue(timeNs);
    }

    public void End(OrderState state, long timeNs)
    {
        State = state;
        EndedNs = timeNs;
    }

    /// <summary>Keeps its place if that has changed and the ticket asks for it.</summary>
    public void TraceQueue(long timeNs)
    {
        if (!Ticket.TracesQueue || _trace.Count == MostSteps || Queue() is not { } position)
            return;
        if (_trace.Count == 0 || _trace[^1].Position != position)
            _trace.Add(new QueueStep(timeNs, position));
    }

    public OrderReport Report() => new(
        Id,
        MatchingId == 0 ? null : MatchingId,
        Ticket,
        State,
        Refusal,
        arrivesNs,
        EndedNs,
        MatchingId == 0 ? null : UpdateIdAtArrival,
        Amounts.ToDecimal(Filled * Book.Market.Instrument.LotUnits),
        Amounts.ToDecimal(Remaining * Book.Market.Instrument.LotUnits),
        _queueAtArrival,
        Queue(),
        [.. _fills],
        [.. _trace]);

    private QueuePosition? Queue()
    {
        if (!IsOpen || !Book.Engine.TryPlaceInQueue(MatchingId, out PlaceInQueue place))
            return null;
        long lot = Book.Market.Instrument.LotUnits;
        return new QueuePosition(place.OrdersAhead, Amounts.ToDecimal(place.QuantityAhead * lot), Amounts.ToDecimal(place.QuantityAtLevel * lot));
    }
}
