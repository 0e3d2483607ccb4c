namespace TradingBot.Engine.Instruments;

/// <summary>Which asset a venue charges its fees in.</summary>
public enum FeeCharging : byte
{
    /// <summary>Not said: as the venue does it.</summary>
    AsVenue = 0,

    /// <summary>What the order receives: base for a buy, quote for a sell.</summary>
    ReceivedAsset = 1,

    /// <summary>Always the quote asset: on top of a buy's cost, out of a sell's proceeds.</summary>
    QuoteAsset = 2,
}
