namespace TradingBot.Web.Live;

/// <summary>Parts of the live state, so that a component repaints only for what it shows.</summary>
[Flags]
public enum LiveTopics
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Latest prices.</summary>
    Tickers = 1,

    /// <summary>Feeds of the venues.</summary>
    Venues = 2,

    /// <summary>Trading mode and safety layers.</summary>
    Safety = 4,

    /// <summary>Equity, balances, positions.</summary>
    Portfolio = 8,

    /// <summary>Orders.</summary>
    Orders = 16,

    /// <summary>Executions.</summary>
    Executions = 32,

    /// <summary>Strategies and their signals.</summary>
    Strategies = 64,

    /// <summary>Whether the live stream is connected.</summary>
    Connection = 128,

    /// <summary>The list of instruments.</summary>
    Instruments = 256,
}
