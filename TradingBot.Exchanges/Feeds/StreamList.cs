using System.Collections;

namespace TradingBot.Exchanges.Feeds;

/// <summary>The instruments of one connection by their place in its <see cref="Parsing.InstrumentTable"/>; counts and lists only those that are followed now.</summary>
/// <remarks>Changed under the feed's gate. Who lists it sees it as it was when it began, so a list that changes meanwhile disturbs nobody.</remarks>
internal sealed class StreamList(MarketStream[] streams) : IReadOnlyList<MarketStream>
{
    private MarketStream[] _byPlace = streams;
    private MarketStream[] _followed = streams;

    /// <summary>How many are followed.</summary>
    public int Count => _followed.Length;

    /// <summary>The instrument at a place, followed or not any more.</summary>
    public MarketStream this[int place] => _byPlace[place];

    public void Put(int place, MarketStream stream)
    {
        _byPlace = place == _byPlace.Length ? [.. _byPlace, stream] : [.. _byPlace];
        _byPlace[place] = stream;
        _followed = [.. _followed, stream];
    }

    /// <summary>Its place stays taken: frames of it may still be on their way.</summary>
    public void Remove(MarketStream stream) => _followed = [.. _followed.Where(followed => followed != stream)];

    public IEnumerator<MarketStream> GetEnumerator() => ((IEnumerable<MarketStream>)_followed).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
