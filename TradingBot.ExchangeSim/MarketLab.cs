using TradingBot.ExchangeSim.Binance;
using TradingBot.ExchangeSim.Hosting;
using TradingBot.ExchangeSim.Kucoin.Http;
using TradingBot.ExchangeSim.Market;
using TradingBot.ExchangeSim.Orders;
using TradingBot.ExchangeSim.Protocol;

namespace TradingBot.ExchangeSim;

/// <summary>
/// The generated market without sockets, as fast as one thread runs it, for experiments: real orders at exact simulated times, and the
/// public messages that a client would have seen. Same seed, start, warm-up and orders: same messages and fills, byte for byte.
/// </summary>
/// <remarks>
/// Times are simulated nanoseconds since 1970. Agents react to an order only through the book: the same seed without it is the same market
/// up to the first event that the order had a part in. Not thread-safe.
/// </remarks>
/// <example>
/// <code>
/// var lab = new MarketLab(seed: 7, start);
/// LabClient client = lab.Connect(Venue.Binance, "btcusdt@trade", "btcusdt@depth@100ms");
/// long order = lab.Place(OrderTicket.Limit(Venue.Binance, "BTCUSDT", Side.Buy, price, 0.05m), atNs: lab.NowNs + 250_000_000);
/// lab.RunFor(TimeSpan.FromMinutes(5));
/// OrderReport truth = lab.Order(order);
/// </code>
/// </example>
public sealed class MarketLab
{
    private readonly Simulation _simulation;
    private readonly GuestOrders _orders;
    private readonly Dictionary<Venue, TopicDirectory> _topics = Enum.GetValues<Venue>().ToDictionary(venue => venue, _ => new TopicDirectory());

    /// <summary>Opens the market and lets it run up to its start.</summary>
    /// <param name="seed">As <see cref="SimulatorOptions.Seed"/>: the simulator with the same seed, start and warm-up is the same market.</param>
    /// <param name="start">Simulated time at which the experiment starts.</param>
    /// <param name="warmUp">How long before that the market opened; 10 minutes where it is not given, as in the simulator.</param>
    /// <param name="weather">How wild the market is; as in the simulator where it is not given.</param>
    public MarketLab(long seed, DateTimeOffset start, TimeSpan? warmUp = null, LabWeather? weather = null)
    {
        long startNs = (start - DateTimeOffset.UnixEpoch).Ticks * 100;
        long openNs = startNs - (warmUp ?? new SimulatorOptions().WarmUp).Ticks * 100;
        ArgumentOutOfRangeException.ThrowIfGreaterThan(openNs, startNs, nameof(warmUp));
        _simulation = new Simulation(new GeneratedMarkets(seed, openNs, weather: weather), openNs);
        RunningMarket.Publish(_simulation, venue => _topics[venue]);
        _orders = new GuestOrders(_simulation);
        _simulation.AdvanceTo(startNs);
    }

    /// <summary>Simulated time.</summary>
    public long NowNs => _simulation.NowNs;

    /// <summary>Listens to public streams from now on, as a client that is subscribed to them: Binance's stream names, KuCoin's topics of one symbol.</summary>
    /// <exception cref="ArgumentException">A stream does not exist.</exception>
    public LabClient Connect(Venue venue, params IReadOnlyList<string> streams)
    {
        var client = new LabClient(() => _simulation.NowNs, isWrapped: venue == Venue.Binance);
        foreach (string stream in streams)
        {
            Topic topic = _topics[venue].Find(stream) ?? throw new ArgumentException($"'{stream}' is not a stream of {VenueNames.NameOf(venue)}.", nameof(streams));
            topic.Add(client.Subscriber);
        }
        return client;
    }

    /// <summary>Lets simulated time go on.</summary>
    public void RunFor(TimeSpan duration) => RunTo(NowNs + duration.Ticks * 100);

    /// <summary>Lets simulated time go on up to and including a time.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The time has passed.</exception>
    public void RunTo(long timeNs)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(timeNs, NowNs);
        _simulation.AdvanceTo(timeNs);
    }

    /// <summary>Sends an order and returns its id.</summary>
    /// <param name="ticket">The order. One that breaks the venue's rules is rejected as there: see its report.</param>
    /// <param name="atNs">When it reaches the matching engine, before all else that happens at that nanosecond; not given: now.</param>
    /// <exception cref="ArgumentException">The ticket is no order, the symbol is not listed, or the time has passed.</exception>
    public long Place(OrderTicket ticket, long? atNs = null)
    {
        ArgumentNullException.ThrowIfNull(ticket);
        if (ticket.Fault() is { } fault)
            throw new ArgumentException($"{fault}.", nameof(ticket));
        GeneratedBook book = _orders.FindBook(ticket.Venue, ticket.Symbol)
            ?? throw new ArgumentException($"'{ticket.Symbol}' is not listed at {VenueNames.NameOf(ticket.Venue)}.", nameof(ticket));
        return _orders.Place(book, ticket, Arrival(atNs)).Id;
    }

    /// <summary>Takes back what is left of an order; nothing happens where it has ended by then.</summary>
    /// <exception cref="ArgumentException">There is no such order, or the time has passed.</exception>
    public void Cancel(long orderId, long? atNs = null) => _orders.Cancel(Find(orderId), Arrival(atNs));

    /// <summary>Amends an order: a lower total quantity at the same price keeps its place in the queue, anything else queues anew.</summary>
    /// <exception cref="ArgumentException">There is no such order, an amount is none, or the time has passed.</exception>
    public void Amend(long orderId, decimal? price, decimal? quantity, long? atNs = null)
    {
        GuestOrder order = Find(orderId);
        if ((order.Ticket with { Price = price ?? order.Ticket.Price, Quantity = quantity ?? order.Ticket.Quantity }).Fault() is { } fault)
            throw new ArgumentException($"{fault}.");
        _orders.Amend(order, price, quantity, Arrival(atNs));
    }

    /// <summary>What has become of an order: exact fills, place in the queue.</summary>
    /// <exception cref="ArgumentException">There is no such order.</exception>
    public OrderReport Order(long orderId) => Find(orderId).Report();

    /// <summary>The body of the answer to a request for the book now: Binance's <c>/api/v3/depth</c>, KuCoin's <c>level2_100</c>.</summary>
    /// <param name="venue">The venue.</param>
    /// <param name="symbol">Its spelling of a listed symbol.</param>
    /// <param name="levels">Levels of each side, at least 1; KuCoin gives at most 100 without keys.</param>
    /// <exception cref="ArgumentException">The symbol is not listed.</exception>
    public byte[] Depth(Venue venue, string symbol, int levels)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(levels, 1);
        PublicMarket market = Market(venue, symbol);
        var writer = new MessageWriter();
        if (venue == Venue.Binance)
            return BinanceMessages.PartialBook(writer, market, levels);
        writer.Raw("{\"code\":\"200000\",\"data\":"u8);
        Level2Endpoint.Write(writer, market, Math.Min(levels, 100), _simulation.NowMs);
        return writer.Raw("}"u8).ToArray();
    }

    /// <summary>Best bid and ask now, in the quote asset; 0 where a side is empty.</summary>
    /// <exception cref="ArgumentException">The symbol is not listed.</exception>
    public (decimal Bid, decimal Ask) Best(Venue venue, string symbol)
    {
        TopOfBook top = Market(venue, symbol).Top;
        return (Amounts.ToDecimal(top.Bid.Price), Amounts.ToDecimal(top.Ask.Price));
    }

    private PublicMarket Market(Venue venue, string symbol) =>
        _simulation.Find(venue, symbol) ?? throw new ArgumentException($"'{symbol}' is not listed at {VenueNames.NameOf(venue)}.", nameof(symbol));

    private GuestOrder Find(long orderId) => _orders.Find(orderId) ?? throw new ArgumentException($"There is no order {orderId}.", nameof(orderId));

    private long Arrival(long? atNs) => atNs is not { } given ? NowNs
        : given >= NowNs ? given
        : throw new ArgumentException($"The time {given} has passed: it is {NowNs}.", nameof(atNs));
}
