using System.Text.Json;
using Microsoft.Extensions.Primitives;
using TradingBot.ExchangeSim.Market;

namespace TradingBot.ExchangeSim.Binance.Http;

/// <summary>An error answer of Binance's REST interface, such as {"code":-1121,"msg":"Invalid symbol."}.</summary>
internal sealed record BinanceError(int Code, string Message)
{
    public static readonly BinanceError InvalidSymbol = new(-1121, "Invalid symbol.");

    public static readonly BinanceError InvalidInterval = new(-1120, "Invalid interval.");

    public static readonly BinanceError InvalidSymbolStatus = new(-1122, "Invalid symbolStatus.");

    public static readonly BinanceError InvalidCombination = new(-1128, "Combination of optional parameters invalid.");

    public static readonly BinanceError InvalidTimeUnit = new(-1194, "Invalid value for time unit; expected either MICROSECOND or MILLISECOND.");

    public static BinanceError Missing(string parameter) =>
        new(-1102, $"Mandatory parameter '{parameter}' was not sent, was empty/null, or malformed.");

    public static BinanceError IllegalCharacters(string parameter, string range) =>
        new(-1100, $"Illegal characters found in parameter '{parameter}'; legal range is '{range}'.");

    public static BinanceError InvalidData(string parameter) =>
        new(-1130, $"Data sent for parameter '{parameter}' is not valid.");
}

/// <summary>Reads a request's parameters; the first thing wrong with them stays in <see cref="Error"/>.</summary>
internal sealed class BinanceQuery
{
    private const string SymbolRange = "^[A-Z0-9-_.]{1,20}$";
    private const string NumberRange = "^[0-9]{1,20}$";

    /// <summary>Times above this are in microseconds: in milliseconds it is the year 5138.</summary>
    private const long LargestMilliseconds = 100_000_000_000_000;

    private readonly IQueryCollection _query;
    private readonly Simulation _simulation;

    public BinanceQuery(HttpRequest request, Simulation simulation, string[] known)
    {
        _query = request.Query;
        _simulation = simulation;
        int unknown = _query.Keys.Count(key => !known.Contains(key, StringComparer.Ordinal));
        if (unknown > 0)
            Error = new(-1101, FormattableString.Invariant($"Too many parameters; expected '{_query.Count - unknown}' and received '{_query.Count}'."));
        else if (_query.Any(parameter => parameter.Value.Count > 1))
            Error = new(-1101, "Duplicate values for a parameter detected.");
        if (!BinanceTimeUnit.TryParse(request.Headers["X-MBX-TIME-UNIT"], out long unitNs))
            Refuse(BinanceError.InvalidTimeUnit);
        TimeUnitNs = unitNs;
    }

    public BinanceError? Error { get; private set; }

    /// <summary>What times of the answer are written in.</summary>
    public long TimeUnitNs { get; }

    public void Refuse(BinanceError error) => Error ??= error;

    public bool Has(string name) => _query.ContainsKey(name);

    /// <summary>The market of a mandatory symbol; null, and an error noted, where there is none.</summary>
    public PublicMarket? Market(string name = "symbol")
    {
        string? symbol = Text(name);
        if (string.IsNullOrEmpty(symbol))
        {
            Refuse(BinanceError.Missing(name));
            return null;
        }
        return Find(name, symbol);
    }

    /// <summary>The markets of <c>symbol</c>, of the JSON list <c>symbols</c>, or all.</summary>
    public IReadOnlyList<PublicMarket> Markets()
    {
        if (Has("symbol") && Has("symbols"))
        {
            Refuse(BinanceError.InvalidCombination);
            return [];
        }
        if (Has("symbol"))
            return Market() is { } one ? [one] : [];
        return Has("symbols") ? Listed() : [.. _simulation.MarketsOf(Venue.Binance)];
    }

    public string? Text(string name) => _query.TryGetValue(name, out StringValues values) ? values[0] : null;

    public long? Number(string name)
    {
        if (Text(name) is not { } text)
            return null;
        if (text.Length == 0)
            Refuse(new(-1105, $"Parameter '{name}' was empty."));
        else if (text.Length > 20 || !text.All(char.IsAsciiDigit))
            Refuse(BinanceError.IllegalCharacters(name, NumberRange));
        else if (long.TryParse(text, out long value))
            return value;
        else
            Refuse(BinanceError.InvalidData(name));
        return null;
    }

    /// <summary>A time that is given in milliseconds or microseconds, in milliseconds.</summary>
    public long? Milliseconds(string name) => Number(name) is { } time ? time > LargestMilliseconds ? time / 1_000 : time : null;

    /// <summary>A limit; above the greatest it is cut to that, as the venue does.</summary>
    public int Limit(int usual, int greatest)
    {
        long limit = Number("limit") ?? usual;
        if (limit == 0)
            Refuse(BinanceError.InvalidData("limit"));
        return (int)Math.Min(limit, greatest);
    }

    private List<PublicMarket> Listed()
    {
        var markets = new List<PublicMarket>();
        try
        {
            foreach (string symbol in JsonSerializer.Deserialize<string[]>(Text("symbols") ?? "") ?? [])
            {
                if (Find("symbols", symbol) is { } market)
                    markets.Add(market);
            }
            if (markets.Count == 0)
                Refuse(BinanceError.Missing("symbols"));
        }
        catch (JsonException)
        {
            Refuse(BinanceError.IllegalCharacters("symbols", "^\\[(\"[A-Z0-9-_.]{1,20}\"(,\"[A-Z0-9-_.]{1,20}\"){0,}){0,1}\\]$"));
        }
        return markets;
    }

    private PublicMarket? Find(string name, string? symbol)
    {
        if (symbol is not { Length: > 0 and <= 20 } || !symbol.All(character => char.IsAsciiLetterUpper(character) || char.IsAsciiDigit(character) || character is '-' or '_' or '.'))
        {
            Refuse(BinanceError.IllegalCharacters(name, SymbolRange));
            return null;
        }
        PublicMarket? market = _simulation.Find(Venue.Binance, symbol);
        if (market is null)
            Refuse(BinanceError.InvalidSymbol);
        return market;
    }
}
