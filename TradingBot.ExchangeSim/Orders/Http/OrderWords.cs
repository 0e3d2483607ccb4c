using System.Globalization;
using TradingBot.ExchangeSim.Hosting;
using TradingBot.ExchangeSim.Market;
using TradingBot.ExchangeSim.Matching;

namespace TradingBot.ExchangeSim.Orders.Http;

/// <summary>The words and numbers of <c>/sim/orders</c>. What is wrong is told with the field and what would be right.</summary>
internal static class OrderWords
{
    public static string NameOf(TimeInForce timeInForce) => timeInForce switch
    {
        TimeInForce.ImmediateOrCancel => "IOC",
        TimeInForce.FillOrKill => "FOK",
        TimeInForce.PostOnly => "postOnly",
        _ => "GTC",
    };

    public static string NameOf(OrderState state) => state switch
    {
        OrderState.Scheduled => "scheduled",
        OrderState.Open => "open",
        OrderState.PartiallyFilled => "partiallyFilled",
        OrderState.Filled => "filled",
        OrderState.Cancelled => "cancelled",
        OrderState.Expired => "expired",
        _ => "rejected",
    };

    /// <exception cref="FormatException">It is none of the words.</exception>
    public static Venue ReadVenue(string? text) =>
        VenueNames.TryParse(text, out Venue venue) ? venue : throw new FormatException($"venue must be 'binance' or 'kucoin', but is '{text}'.");

    /// <exception cref="FormatException">It is none of the words.</exception>
    public static Side ReadSide(string? text) => text switch
    {
        "buy" => Side.Buy,
        "sell" => Side.Sell,
        _ => throw new FormatException($"side must be 'buy' or 'sell', but is '{text}'."),
    };

    /// <exception cref="FormatException">It is none of the words.</exception>
    public static OrderKind ReadKind(string? text) => text switch
    {
        "limit" => OrderKind.Limit,
        "market" => OrderKind.Market,
        _ => throw new FormatException($"type must be 'limit' or 'market', but is '{text}'."),
    };

    /// <exception cref="FormatException">It is none of the words.</exception>
    public static TimeInForce ReadTimeInForce(string? text) => text switch
    {
        null or "GTC" => TimeInForce.GoodTillCancelled,
        "IOC" => TimeInForce.ImmediateOrCancel,
        "FOK" => TimeInForce.FillOrKill,
        "postOnly" => TimeInForce.PostOnly,
        _ => throw new FormatException($"timeInForce must be 'GTC', 'IOC', 'FOK' or 'postOnly', but is '{text}'."),
    };

    /// <exception cref="FormatException">It is not a plain decimal above 0.</exception>
    public static decimal? ReadAmount(string field, string? text)
    {
        if (text is null)
            return null;
        return decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal amount) && amount > 0 && Amounts.TryFrom(amount, out _)
            ? amount
            : throw new FormatException($"{field} must be a decimal string above 0 with at most eight decimals, such as \"0.015\", but is '{text}'.");
    }

    /// <summary>A time of arrival in nanoseconds: now where none is given.</summary>
    /// <exception cref="FormatException">It has passed, or is no time.</exception>
    public static long ArrivalNs(long? atMs, long nowNs)
    {
        const long millisecondNs = 1_000_000;
        if (atMs is not { } given)
            return nowNs;
        return given < long.MaxValue / millisecondNs && given * millisecondNs >= nowNs
            ? given * millisecondNs
            : throw new FormatException($"atMs must be a simulated time that has not passed (it is {nowNs / millisecondNs}), in milliseconds since 1970, but is {given}.");
    }

    public static IResult Refuse(string detail) => Results.Problem(detail, statusCode: StatusCodes.Status400BadRequest);

    public static IResult NoMatchingEngine() =>
        Results.Problem("A recording is played: it has no matching engine that could take orders.", statusCode: StatusCodes.Status409Conflict);

    public static IResult Unknown(long id) => Results.Problem($"There is no order {id}.", statusCode: StatusCodes.Status404NotFound);
}
