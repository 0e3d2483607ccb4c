using TradingBot.ExchangeSim.Market;
using TradingBot.ExchangeSim.Matching;

namespace TradingBot.ExchangeSim.Orders;

/// <summary>
/// Orders from outside: placed, amended and cancelled now or at a simulated time, matched among the agents' like any other. Each order is
/// somebody else's: two of them may trade with each other.
/// </summary>
/// <remarks>Guarded by the simulation's gate.</remarks>
internal sealed class GuestOrders(Simulation simulation)
{
    /// <summary>Orders of guests that may rest in one book at one time, as exchangeInfo's MAX_NUM_ORDERS says.</summary>
    public const int MostResting = 200;

    /// <summary>Orders that are known at one time, ended ones included.</summary>
    public const int MostKept = 100_000;

    private readonly Dictionary<long, GuestOrder> _orders = [];
    private readonly GeneratedMarkets? _markets = simulation.Source as GeneratedMarkets;

    /// <summary>False while a recording is played: it has no matching engine.</summary>
    public bool IsAvailable => _markets is not null;

    public bool IsFull => _orders.Count >= MostKept;

    /// <summary>In the order in which they were sent.</summary>
    public IEnumerable<GuestOrder> All => _orders.Values;

    public GuestOrder? Find(long id) => _orders.GetValueOrDefault(id);

    public GeneratedBook? FindBook(Venue venue, string symbol) =>
        _markets?.Books.FirstOrDefault(book => book.Market.Instrument.Venue == venue && book.Market.Symbol == symbol);

    /// <summary>Sends a ticket without <see cref="OrderTicket.Fault"/> to a book, to arrive now or at a later time.</summary>
    public GuestOrder Place(GeneratedBook book, OrderTicket ticket, long arrivesNs)
    {
        var order = new GuestOrder(_orders.Count + 1, ticket, book, arrivesNs);
        _orders.Add(order.Id, order);
        At(arrivesNs, () => Arrive(order, arrivesNs));
        return order;
    }

    /// <summary>Takes back what is left when the request arrives; nothing happens to an order that has ended by then.</summary>
    public void Cancel(GuestOrder order, long arrivesNs) => At(arrivesNs, () =>
    {
        if (!order.IsOpen)
            return;
        order.Book.CancelGuest(arrivesNs, order);
        order.End(OrderState.Cancelled, arrivesNs);
    });

    /// <summary>
    /// Changes price or total quantity when the request arrives. A lower quantity at the same price keeps the order's place; anything else queues
    /// anew, and may match at once. Amounts as in a ticket without fault.
    /// </summary>
    public void Amend(GuestOrder order, decimal? price, decimal? quantity, long arrivesNs) => At(arrivesNs, () =>
    {
        if (order.IsOpen)
            Amend(order, order.Ticket with { Price = price ?? order.Ticket.Price, Quantity = quantity ?? order.Ticket.Quantity }, arrivesNs);
    });

    /// <summary>Times that have passed act at once: the caller has checked that they are now.</summary>
    private void At(long timeNs, Action act)
    {
        if (timeNs > simulation.NowNs)
            _markets!.At(timeNs, act);
        else
            act();
    }

    private static void Arrive(GuestOrder order, long timeNs)
    {
        GeneratedBook book = order.Book;
        order.UpdateIdAtArrival = book.Market.UpdateId;
        order.Refusal = OrderRules.Refusal(book.Market, order.Ticket, book.Engine.HasRoomForGuest, timeNs / 1_000_000);
        if (order.Refusal is not null)
            order.End(OrderState.Rejected, timeNs);
        else if (order.Ticket.Kind == OrderKind.Market)
            Take(order, BookWalk.AnyPrice(order.Ticket.Side), MarketLots(order), timeNs);
        else
            ArriveLimit(order, timeNs);
    }

    private static void ArriveLimit(GuestOrder order, long timeNs)
    {
        OrderTicket ticket = order.Ticket;
        MatchingEngine engine = order.Book.Engine;
        long limit = Ticks(order, ticket);
        long quantity = Lots(order, ticket);
        switch (ticket.TimeInForce)
        {
            case TimeInForce.FillOrKill when BookWalk.Reachable(engine, ticket.Side, limit, quantity) < quantity:
                order.End(OrderState.Expired, timeNs);
                break;
            case TimeInForce.FillOrKill or TimeInForce.ImmediateOrCancel:
                Take(order, limit, quantity, timeNs);
                break;
            case TimeInForce.PostOnly when BookWalk.Crosses(engine, ticket.Side, limit):
                // Binance does not take such an order; KuCoin takes it and drops it at once.
                order.Refusal = ticket.Venue == Venue.Binance ? OrderRules.WouldMatch : null;
                order.End(ticket.Venue == Venue.Binance ? OrderState.Rejected : OrderState.Expired, timeNs);
                break;
            default:
                Queue(order, limit, quantity, timeNs);
                break;
        }
    }

    private static void Take(GuestOrder order, long limit, long quantity, long timeNs)
    {
        long before = order.Filled;
        if (quantity > 0)
            order.Book.PlaceGuest(timeNs, order, limit, quantity, rests: false);
        order.End(quantity > 0 && order.Filled - before == quantity ? OrderState.Filled : OrderState.Expired, timeNs);
    }

    private static void Queue(GuestOrder order, long limit, long quantity, long timeNs)
    {
        long before = order.Filled;
        order.Book.PlaceGuest(timeNs, order, limit, quantity, rests: true);
        if (order.Filled - before == quantity)
            order.End(OrderState.Filled, timeNs);
        else
            order.Rests(timeNs);
    }

    private static void Amend(GuestOrder order, OrderTicket amended, long timeNs)
    {
        GeneratedBook book = order.Book;
        // Its own place becomes free for it.
        order.Refusal = OrderRules.Refusal(book.Market, amended, hasRoom: true, timeNs / 1_000_000);
        if (order.Refusal is null && amended.TimeInForce == TimeInForce.PostOnly && BookWalk.Crosses(book.Engine, amended.Side, Ticks(order, amended)))
            order.Refusal = OrderRules.WouldMatch;
        if (order.Refusal is not null)
            return;
        long left = Lots(order, amended) - order.Filled;
        bool keepsPlace = amended.Price == order.Ticket.Price && left <= order.Remaining;
        order.Ticket = amended;
        if (left <= 0)
        {
            book.CancelGuest(timeNs, order);
            order.End(OrderState.Cancelled, timeNs);
        }
        else if (!keepsPlace)
        {
            book.CancelGuest(timeNs, order);
            Queue(order, Ticks(order, amended), left, timeNs);
        }
        else if (left < order.Remaining)
            book.ReduceGuest(timeNs, order, left);
    }

    private static long MarketLots(GuestOrder order) => order.Ticket.QuoteQuantity is { } quote
        ? BookWalk.LotsFor(order.Book, order.Ticket.Side, Amounts.Checked(quote))
        : Lots(order, order.Ticket);

    private static long Ticks(GuestOrder order, OrderTicket ticket) => Amounts.Checked(ticket.Price) / order.Book.Market.Instrument.TickUnits;

    private static long Lots(GuestOrder order, OrderTicket ticket) => Amounts.Checked(ticket.Quantity) / order.Book.Market.Instrument.LotUnits;
}
