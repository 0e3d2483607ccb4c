using TradingBot.ExchangeSim.Matching;

namespace TradingBot.ExchangeSim.Market;

/// <summary>
/// The agents of one book, as Poisson arrivals whose rates depend on the book: limit orders by a power law of distance, market orders,
/// and cancellations proportional to the number of resting orders (Smith, Farmer, Gillemot, Krishnamurthy 2003; Cont, Stoikov, Talreja 2010), plus
/// market makers who quote around the fundamental and traders who pick off quotes that the fundamental has run over (the informed
/// traders of Glosten, Milgrom 1985), which is what makes the price follow it. The sign of market orders persists (Lillo, Farmer 2004).
/// The next event is drawn by its total rate, then its kind by its share (Gillespie 1977). docs/SIMULATOR.md describes the model.
/// </summary>
internal sealed class OrderFlow
{
    private const double BasisPoint = 1e-4;
    private const double DepthExponent = 1.25;
    private const double DeepestDistance = 0.03;
    private const double SignPersistence = 0.55;
    private const double CancelReach = 2.0;
    private const double FarCancelShare = 0.01;
    private const double TradeSizeSpread = 1.7;
    private const double LimitSizeSpread = 1.2;
    private const double SmallestNotional = 6.0;
    private const double PremiumMemorySeconds = 300.0;
    private const int FewestOrders = 40;
    private const int FewestLevels = 40;

    private readonly GeneratedBook _book;
    private readonly MatchingEngine _engine;
    private readonly FlowProfile _profile;
    private readonly Fundamental _fundamental;
    private readonly RandomSource _random;
    private readonly double _tick;
    private readonly double _lot;
    private double _premiumNoise;
    private long _timeNs;
    private Side _lastMarketSide;

    public OrderFlow(GeneratedBook book, FlowProfile profile, Fundamental fundamental, RandomSource random, long startNs)
    {
        _book = book;
        _engine = book.Engine;
        _profile = profile;
        _fundamental = fundamental;
        _random = random;
        _tick = (double)book.Market.Instrument.TickUnits / Amounts.Unit;
        _lot = (double)book.Market.Instrument.LotUnits / Amounts.Unit;
        _timeNs = startNs;
        for (int placed = 0; placed < profile.InitialOrders; placed++)
            PlacePatient(placed % 2 == 0 ? Side.Buy : Side.Sell);
        NextTimeNs = startNs;
        DrawNextTime();
    }

    public long NextTimeNs { get; private set; }

    public GeneratedBook Book => _book;

    /// <summary>Whether trading is stopped: no agent does anything.</summary>
    public bool IsHalted { get; private set; }

    /// <summary>What faults make the agents do.</summary>
    public FlowConditions Conditions { get; set; } = FlowConditions.Usual;

    public void Halt() => IsHalted = true;

    public void Resume(long nowNs)
    {
        if (!IsHalted)
            return;
        IsHalted = false;
        NextTimeNs = Math.Max(NextTimeNs, nowNs);
        DrawNextTime();
    }

    /// <summary>What the informed traders of this venue take the instrument to be worth, in ticks.</summary>
    private double Value => _fundamental.Value * (1 + (_profile.Premium + _premiumNoise) * BasisPoint) * Conditions.ValueFactor / _tick;

    /// <summary>Moves the venue's own short-lived difference; call every 100 ms.</summary>
    public void StepPremium()
    {
        const double decay = 0.1 / PremiumMemorySeconds;
        const double spread = 0.5;
        _premiumNoise += -_premiumNoise * decay + spread * Math.Sqrt(2 * decay) * _random.Normal();
    }

    /// <summary>Executes the event that is due at <see cref="NextTimeNs"/> and draws the next one.</summary>
    public void Step()
    {
        _timeNs = NextTimeNs;
        double draw = _random.Uniform() * TotalRate();
        if ((draw -= _profile.LimitRate) < 0)
            PlaceLimit();
        else if ((draw -= _profile.MarketRate) < 0)
            PlaceMarket();
        else if (draw - _profile.WithdrawalRate < 0)
            MeetStaleQuote();
        else
            CancelOne();
        DrawNextTime();
    }

    private double TotalRate() =>
        _profile.LimitRate + _profile.MarketRate + _profile.WithdrawalRate + _profile.CancelRate * _engine.OrderCount;

    private void DrawNextTime() => NextTimeNs += 1 + (long)(_random.Exponential() / (TotalRate() * Conditions.RateFactor) * 1e9);

    private void PlaceLimit()
    {
        // The thinner side attracts more orders: there a patient order waits less.
        double bids = _book.Market.Book.Bids.Count + 1;
        double asks = _book.Market.Book.Asks.Count + 1;
        Side side = _random.Chance(0.5 + 0.4 * (asks - bids) / (asks + bids)) ? Side.Buy : Side.Sell;
        double kind = _random.Uniform();
        if (kind < 0.45)
            PlaceQuote(side);
        else if (kind < 0.60)
            JoinBest(side);
        else
            PlacePatient(side);
    }

    /// <summary>A market maker's quote: around the value, at least half a spread away, never crossing.</summary>
    private void PlaceQuote(Side side)
    {
        double distance = _profile.HalfSpread * (0.5 + _random.Exponential()) * BasisPoint * Value;
        Rest(side, side == Side.Buy ? Math.Floor(Value - distance) : Math.Ceiling(Value + distance));
    }

    /// <summary>Joins the queue at the best price unless the value has run over it.</summary>
    private void JoinBest(Side side)
    {
        long best = side == Side.Buy ? _engine.BestBid : _engine.BestAsk;
        bool stale = side == Side.Buy ? best == 0 || best > Value : best == long.MaxValue || best < Value;
        if (stale)
            PlaceQuote(side);
        else
            Rest(side, best);
    }

    /// <summary>A patient order, at a distance by a power law; some at round prices, where walls form.</summary>
    private void PlacePatient(Side side)
    {
        double scale = _profile.DepthScale * BasisPoint;
        double distance = Math.Min(scale * (Math.Pow(1 - _random.Uniform(), -1 / DepthExponent) - 1), DeepestDistance * (0.5 + 0.5 * _random.Uniform()));
        double price = side == Side.Buy ? Value * (1 - distance) - 1 : Value * (1 + distance) + 1;
        if (_random.Chance(0.2))
        {
            double step = Math.Pow(10, Math.Floor(Math.Log10(Math.Max(distance * Value, 10))));
            price = side == Side.Buy ? Math.Floor(price / step) * step : Math.Ceiling(price / step) * step;
        }
        Rest(side, side == Side.Buy ? Math.Floor(price) : Math.Ceiling(price));
    }

    private void Rest(Side side, double priceTicks)
    {
        long price = side == Side.Buy
            ? Math.Min((long)priceTicks, _engine.BestAsk - 1)
            : Math.Max((long)priceTicks, _engine.BestBid + 1);
        price = Conditions.OnGrid(side, Math.Clamp(price, 1, PriceLadder.MaxPrice));
        long lots = Lots(_profile.MedianLimitNotional, LimitSizeSpread, Math.Max(price, 1));
        if (Conditions.Allows(price))
            _book.PlaceLimit(_timeNs, side, price, lots);
    }

    /// <summary>
    /// An uninformed trader. The side persists, leans towards the value, and the size never exceeds a fifth of the ten best levels: traders look
    /// at the depth before they send.
    /// </summary>
    private void PlaceMarket()
    {
        double middle = (_engine.BestBid + (double)_engine.BestAsk) / 2;
        double lean = Math.Clamp((Value - middle) / (Value * BasisPoint), -2, 2) * 0.15;
        Side side = _random.Chance(SignPersistence) ? _lastMarketSide : _random.Chance(0.5 + lean) ? Side.Buy : Side.Sell;
        _lastMarketSide = side;
        long reachable = ReachableLots(side.Opposite());
        if (reachable == 0)
            return;
        long best = side == Side.Buy ? _engine.BestAsk : _engine.BestBid;
        long lots = Lots(_profile.MedianTradeNotional, TradeSizeSpread, best);
        _book.PlaceMarket(_timeNs, side, Conditions.WholeLots(Math.Clamp(lots, 1, Math.Max(reachable / 5, 1))));
    }

    private long ReachableLots(Side side)
    {
        LevelSide levels = _book.Market.Book[side];
        long units = 0;
        for (int rank = 0; rank < Math.Min(10, levels.Count); rank++)
            units += levels[rank].Quantity;
        return units / _book.Market.Instrument.LotUnits;
    }

    /// <summary>A best quote on the wrong side of the value is sniped or withdrawn; where none is, nothing happens.</summary>
    private void MeetStaleQuote()
    {
        double margin = _profile.HalfSpread * 0.4 * BasisPoint * Value;
        bool cheap = _engine.BestAsk != long.MaxValue && _engine.BestAsk < Value - margin;
        bool dear = _engine.BestBid > 0 && _engine.BestBid > Value + margin;
        if (!cheap && !dear || _engine.OrderCount < FewestOrders)
            return;
        long price = cheap ? _engine.BestAsk : _engine.BestBid;
        // Where all that rests is a guest's, nobody withdraws it: then it is sniped.
        bool isAgents = _engine.TryOldestAt(price, out RestingOrder oldest);
        if (_random.Chance(0.85) && isAgents)
            _book.Cancel(_timeNs, oldest.Id);
        else
            _book.PlaceLimit(_timeNs, cheap ? Side.Buy : Side.Sell, price, Conditions.WholeLots(Math.Max(1, (long)(_engine.QuantityAt(price) * (0.3 + 0.7 * _random.Uniform())))));
    }

    /// <summary>Draws a resting order; the farther from the touch, the likelier its owner leaves it.</summary>
    private void CancelOne()
    {
        if (!_engine.TryOrderInSlot(1 + _random.Below(Math.Max(_engine.HighestSlot, 1)), out RestingOrder order) || _book.Market.Book[order.Side].Count < FewestLevels)
            return;
        double distance = Math.Abs(order.Price - Value) / (Value * BasisPoint);
        if (_random.Chance(Math.Max(FarCancelShare, 1 / (1 + distance / CancelReach))))
            _book.Cancel(_timeNs, order.Id);
    }

    /// <summary>A log-normal notional in lots; some traders think in round sizes.</summary>
    private long Lots(double medianNotional, double spread, long priceTicks)
    {
        double price = priceTicks * _tick;
        double quantity = Math.Max(SmallestNotional, medianNotional * Math.Exp(spread * _random.Normal())) / price;
        if (_random.Chance(0.15))
        {
            double step = Math.Pow(10, Math.Floor(Math.Log10(quantity)));
            quantity = Math.Ceiling(quantity / step) * step;
        }
        return Conditions.WholeLots(Math.Max(1, (long)Math.Ceiling(quantity / _lot)));
    }
}
