namespace TradingBot.ExchangeSim.Market;

/// <summary>Arrival rates and sizes of one book's agents. Rates per second, notionals in quote units, distances in basis points (1e-4).</summary>
/// <param name="LimitRate">Arrivals of limit orders that are meant to rest.</param>
/// <param name="MarketRate">Arrivals of uninformed marketable orders.</param>
/// <param name="CancelRate">Per resting order, close to the touch.</param>
/// <param name="WithdrawalRate">Of best quotes that the fundamental has run over: taken by snipers or withdrawn by their owners.</param>
/// <param name="HalfSpread">Distance from the value at which market makers quote.</param>
/// <param name="DepthScale">Scale of the power law of the depth at which patient orders are placed.</param>
/// <param name="MedianTradeNotional">Of uninformed marketable orders (log-normal).</param>
/// <param name="MedianLimitNotional">Of limit orders (log-normal).</param>
/// <param name="InitialOrders">Orders in the book when the exchange opens.</param>
/// <param name="Premium">Lasting difference of this venue's value from the fundamental.</param>
internal sealed record FlowProfile(
    double LimitRate,
    double MarketRate,
    double CancelRate,
    double WithdrawalRate,
    double HalfSpread,
    double DepthScale,
    double MedianTradeNotional,
    double MedianLimitNotional,
    int InitialOrders,
    double Premium);
