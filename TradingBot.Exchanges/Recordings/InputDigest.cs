using System.Runtime.InteropServices;
using TradingBot.Engine;
using TradingBot.Engine.MarketData;

namespace TradingBot.Exchanges.Recordings;

/// <summary>A checksum over everything that an input of a feed says, its number and time left out.</summary>
public static class InputDigest
{
    /// <summary>The digest of a book, a change, a trade or a status; of other inputs 0.</summary>
    public static uint Of(in EngineInput input)
    {
        Span<long> facts = stackalloc long[10];
        facts[0] = (long)input.Kind;
        facts[1] = input.Instrument.Number;
        switch (input.Kind)
        {
            case EngineInputKind.BookSnapshot or EngineInputKind.BookDelta:
                BookUpdate book = input.Book!;
                (facts[2], facts[3], facts[4], facts[5], facts[6]) = (book.FirstUpdateId, book.LastUpdateId, book.ExchangeTimeNs, book.Bids.Length, book.Asks.Length);
                uint sum = Checksum.Of(MemoryMarshal.AsBytes(facts));
                sum = Checksum.Of(MemoryMarshal.AsBytes(book.Bids.Span), sum);
                return Checksum.Of(MemoryMarshal.AsBytes(book.Asks.Span), sum);
            case EngineInputKind.Trade:
                TradePrint trade = input.Trade;
                (facts[2], facts[3], facts[4], facts[5], facts[6]) = (trade.TradeId, trade.Price.Units, trade.Quantity.Units, (long)trade.TakerSide, trade.ExchangeTimeNs);
                return Checksum.Of(MemoryMarshal.AsBytes(facts));
            case EngineInputKind.MarketStatusChanged:
                facts[2] = (long)input.Status;
                return Checksum.Of(MemoryMarshal.AsBytes(facts));
            default:
                return 0;
        }
    }
}
