using System.Globalization;
using System.Net;
using TradingBot.ExchangeSim.Hosting;
using TradingBot.ExchangeSim.Market;
using TradingBot.ExchangeSim.Protocol;

namespace TradingBot.ExchangeSim.Kucoin.Http;

/// <summary>An error answer of KuCoin's REST interface: a code string in the envelope, with an HTTP status.</summary>
internal sealed record KucoinError(string Code, string Message, HttpStatusCode Status = HttpStatusCode.OK)
{
    public static readonly KucoinError UnsupportedPair = new("400100", "Unsupported trading pair.");

    public static readonly KucoinError UnknownSymbol = new("900001", "symbol not exists");

    public static readonly KucoinError UnknownCurrency = new("900003", "currency not exists");

    public static readonly KucoinError NotFound = new("404000", "Not Found", HttpStatusCode.NotFound);

    public static KucoinError Parameter(string message) => new("400100", message, HttpStatusCode.BadRequest);
}

/// <summary>What every request to KuCoin's REST interface goes through: weight, limits, faults, envelope.</summary>
internal sealed class KucoinApi(Simulation simulation, VenueGateway gateway, WeightBudget budget, SimulatorOptions options)
{
    public Simulation Simulation { get; } = simulation;

    public VenueGateway Gateway { get; } = gateway;

    /// <summary>The symbol asked for, null and an error where it was not given; a symbol that is not listed gives neither.</summary>
    public PublicMarket? Market(HttpContext context, out KucoinError? error)
    {
        string symbol = context.Request.Query["symbol"].ToString();
        error = symbol.Length == 0 ? KucoinError.Parameter("symbol cannot be empty") : null;
        return Simulation.Find(Venue.Kucoin, symbol);
    }

    /// <summary>The venue's clock, in milliseconds since 1970.</summary>
    public long NowMs(SimulatedClock clock) => clock.NowNs / 1_000_000 + Gateway.ClockOffsetMs;

    /// <summary>Charges a request's weight to its client and tells in the headers what is left of the pool; nothing, where a wait is given.</summary>
    public Charge Charge(HttpContext context, int weight, TimeSpan wait)
    {
        Charge charge = budget.Add(context.Connection.RemoteIpAddress?.ToString() ?? "", weight);
        bool emptied = wait > TimeSpan.Zero;
        IHeaderDictionary headers = context.Response.Headers;
        headers["gw-ratelimit-limit"] = Text(budget.Limit);
        headers["gw-ratelimit-remaining"] = Text(emptied ? 0 : Math.Max(0, budget.Limit - charge.Used));
        headers["gw-ratelimit-reset"] = Text((long)Math.Ceiling((emptied ? wait : charge.EndsIn).TotalMilliseconds));
        return charge;
    }

    /// <summary>Charges the weight and answers, with the simulation held still while <paramref name="write"/> writes the data.</summary>
    public IResult Answer(HttpContext context, int weight, KucoinError? error, Action<MessageWriter> write)
    {
        Charge charge = Charge(context, weight, TimeSpan.Zero);
        if (charge.Exceeded && options.EnforceRateLimits)
        {
            context.Response.Headers.RetryAfter = Text((long)Math.Ceiling(charge.EndsIn.TotalSeconds));
            return Refuse(context, new("429000", "Too many requests in a short period of time, please retry later", HttpStatusCode.TooManyRequests));
        }
        if (error is not null)
            return Refuse(context, error);
        var writer = new MessageWriter();
        writer.Raw("{\"code\":\"200000\",\"data\":"u8);
        lock (Simulation.Gate)
            write(writer);
        return Results.Bytes(writer.Raw("}"u8).ToArray(), "application/json");
    }

    private static IResult Refuse(HttpContext context, KucoinError error)
    {
        context.Response.StatusCode = (int)error.Status;
        return Results.Bytes(
            new MessageWriter().Raw("{\"code\":\""u8).Plain(error.Code).Raw("\",\"msg\":"u8).Quoted(error.Message).Raw("}"u8).ToArray(),
            "application/json");
    }

    private static string Text(long value) => value.ToString(CultureInfo.InvariantCulture);
}
