using System.Globalization;
using TradingBot.ExchangeSim.Hosting;
using TradingBot.ExchangeSim.Market;

namespace TradingBot.ExchangeSim.Faults;

/// <summary>What is wrong with a request for a fault: the field, and what would be right.</summary>
internal sealed class FaultRefusedException(string message) : Exception(message);

/// <summary>Checks requests for faults against the vocabulary and the market that runs.</summary>
internal static class FaultCheck
{
    public const int MostHits = 1_000;
    public const long LongestMs = 600_000;

    /// <summary>The market's own faults may last for a day.</summary>
    private const long LongestMarketMs = 86_400_000;

    private static readonly Dictionary<string, Func<FaultRequest, decimal?>> Numbers = new(StringComparer.Ordinal)
    {
        ["bytes"] = request => request.Bytes,
        ["levels"] = request => request.Levels,
        ["depth"] = request => request.Depth,
        ["messages"] = request => request.Messages,
        ["updates"] = request => request.Updates,
        ["delayMs"] = request => request.DelayMs,
        ["olderThanMs"] = request => request.OlderThanMs,
        ["bytesPerSecond"] = request => request.BytesPerSecond,
        ["factor"] = request => request.Factor,
        ["percent"] = request => request.Percent,
        ["offsetMs"] = request => request.OffsetMs,
        ["size"] = request => request.Size,
        ["code"] = request => request.Code,
        ["status"] = request => request.Status,
    };

    public static decimal? Given(FaultRequest request, string field) => Numbers[field](request);

    /// <exception cref="FaultRefusedException">A field is missing, unknown to the fault, or out of range.</exception>
    public static FaultKind Kind(FaultRequest request, bool isReplay)
    {
        Venues(request);
        FaultKind kind = FaultCatalogue.Find(request.Fault)
            ?? throw new FaultRefusedException($"fault must be one of {string.Join(", ", FaultCatalogue.All.Select(known => known.Name))}, but is '{request.Fault}'.");
        Times(request, kind);
        Texts(request, kind);
        foreach ((string field, Func<FaultRequest, decimal?> read) in Numbers)
            Number(kind, field, read(request));
        if (kind.Only is { } only && Venues(request) is var venues && (venues.Count != 1 || venues[0] != only))
            throw new FaultRefusedException($"venue must be '{VenueNames.NameOf(only)}' for {kind.Name}, but is '{request.Venue}'.");
        if (isReplay && kind.NeedsGeneratedMarket)
            throw new FaultRefusedException($"fault '{kind.Name}' needs the generated market, but a recording is played.");
        return kind;
    }

    public static IReadOnlyList<Venue> Venues(FaultRequest request)
    {
        if (request.Venue is null or "both")
            return Enum.GetValues<Venue>();
        return VenueNames.TryParse(request.Venue, out Venue venue)
            ? [venue]
            : throw new FaultRefusedException($"venue must be 'binance' or 'kucoin', but is '{request.Venue}'.");
    }

    /// <summary>The markets that a request is aimed at: with both venues the symbol may be spelled as either does.</summary>
    public static IReadOnlyList<PublicMarket> Markets(FaultRequest request, Simulation simulation)
    {
        IReadOnlyList<Venue> venues = Venues(request);
        IEnumerable<PublicMarket> all = simulation.Source.Markets.Where(market => venues.Contains(market.Instrument.Venue));
        if (request.Symbol is not { } symbol)
            return [.. all];
        string pair = symbol.Replace("-", "", StringComparison.Ordinal);
        PublicMarket[] found = [.. all.Where(market => venues.Count == 1
            ? market.Symbol == symbol
            : market.Symbol.Replace("-", "", StringComparison.Ordinal) == pair)];
        return found.Length > 0 ? found : throw new FaultRefusedException($"symbol '{symbol}' is not listed at {(venues.Count == 1 ? request.Venue : "either venue")}.");
    }

    private static void Times(FaultRequest request, FaultKind kind)
    {
        long longest = kind.Layer == FaultLayer.Market ? LongestMarketMs : LongestMs;
        if (request.DurationMs < 1 || request.DurationMs > longest)
            throw new FaultRefusedException(FormattableString.Invariant($"durationMs must be 1 to {longest}, but is {request.DurationMs}."));
        if (request.Count is < 1 or > MostHits)
            throw new FaultRefusedException($"count must be 1 to {MostHits}, but is {request.Count}.");
        if (request.AfterMs < 0 || request.AfterMs > LongestMarketMs)
            throw new FaultRefusedException(FormattableString.Invariant($"afterMs must be 0 to {LongestMarketMs}, but is {request.AfterMs}."));
        if (request.AtMs < 0)
            throw new FaultRefusedException(FormattableString.Invariant($"atMs must be 0 or more, but is {request.AtMs}."));
        if (request.AtMs is not null && request.AfterMs is not null)
            throw new FaultRefusedException("atMs must not be given together with afterMs.");
        if (request.Clock is not (null or "real" or "simulated"))
            throw new FaultRefusedException($"clock must be 'real' or 'simulated', but is '{request.Clock}'.");
        if (request.Count is not null && kind.End != FaultEnd.Count && kind.Layer != FaultLayer.Rest)
            throw Untaken(kind, "count");
        if (request.DurationMs is not null && kind.End == FaultEnd.Instant)
            throw Untaken(kind, "durationMs");
    }

    private static void Texts(FaultRequest request, FaultKind kind)
    {
        if (request.Symbol is not null && !kind.TakesSymbol)
            throw Untaken(kind, "symbol");
        if (request.Stream is not null && !kind.TakesStream)
            throw Untaken(kind, "stream");
        if (request.Kind is { } variant && !kind.Kinds.Contains(variant))
            throw kind.Kinds.Count == 0 ? Untaken(kind, "kind") : new FaultRefusedException($"kind must be one of {string.Join(", ", kind.Kinds)}, but is '{variant}'.");
        if (request.Path is not null && kind.Layer != FaultLayer.Rest)
            throw Untaken(kind, "path");
        Stream(request, kind);
        if (request.RetryAfter is { } wait)
        {
            if (!kind.TakesRetryAfter)
                throw Untaken(kind, "retryAfter");
            if (wait != "missing" && (!int.TryParse(wait, NumberStyles.None, CultureInfo.InvariantCulture, out int seconds) || seconds > 259_200))
                throw new FaultRefusedException($"retryAfter must be 0 to 259200 seconds or 'missing', but is '{wait}'.");
        }
        if (kind.TakesTo && !Uri.TryCreate(request.To, UriKind.Absolute, out _))
            throw new FaultRefusedException($"to must be the absolute address that {kind.Name} leads to, but is '{request.To}'.");
        if (!kind.TakesTo && request.To is not null)
            throw Untaken(kind, "to");
    }

    private static void Stream(FaultRequest request, FaultKind kind)
    {
        if (request.Stream is not { } name)
            return;
        IEnumerable<string> right = kind.OnlyStreams?.Select(StreamKinds.NameOf) ?? StreamKinds.Names;
        if (StreamKinds.Parse(name) is not { } stream || !right.Contains(StreamKinds.NameOf(stream)))
            throw new FaultRefusedException($"stream must be one of {string.Join(", ", right)} for {kind.Name}, but is '{name}'.");
    }

    private static void Number(FaultKind kind, string field, decimal? value)
    {
        if (field == kind.ChoiceField)
        {
            if (value is { } choice && !kind.Choices.Contains((int)choice))
                throw new FaultRefusedException(FormattableString.Invariant($"{field} must be one of {string.Join(", ", kind.Choices)} for {kind.Name}, but is {choice}."));
        }
        else if (!kind.Numbers.TryGetValue(field, out FaultNumber? allowed))
        {
            if (value is not null)
                throw Untaken(kind, field);
        }
        else if (value is null ? allowed.Usual is null : !allowed.Allows(value.Value))
            throw new FaultRefusedException(FormattableString.Invariant($"{field} must be {allowed.Range} for {kind.Name}, but is {(value is null ? "missing" : value)}."));
    }

    private static FaultRefusedException Untaken(FaultKind kind, string field)
    {
        List<string> takes = [.. kind.Numbers.Keys];
        if (kind.End is FaultEnd.Count || kind.Layer == FaultLayer.Rest)
            takes.Add("count");
        if (kind.End != FaultEnd.Instant)
            takes.Add("durationMs");
        if (kind.ChoiceField is { } choice)
            takes.Add(choice);
        if (kind.Kinds.Count > 0)
            takes.Add("kind");
        if (kind.TakesSymbol)
            takes.Add("symbol");
        if (kind.TakesStream)
            takes.Add("stream");
        if (kind.TakesRetryAfter)
            takes.Add("retryAfter");
        if (kind.TakesTo)
            takes.Add("to");
        if (kind.Layer == FaultLayer.Rest)
            takes.Add("path");
        return new FaultRefusedException($"{field} is not a field of {kind.Name}, which takes {string.Join(", ", takes)}, venue, afterMs, atMs and clock.");
    }
}
