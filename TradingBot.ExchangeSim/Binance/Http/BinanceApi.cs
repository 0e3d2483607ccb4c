using System.Globalization;
using System.Net;
using TradingBot.ExchangeSim.Hosting;
using TradingBot.ExchangeSim.Market;
using TradingBot.ExchangeSim.Protocol;

namespace TradingBot.ExchangeSim.Binance.Http;

/// <summary>What every request to Binance's REST interface goes through: weight, limits, faults, errors.</summary>
internal sealed class BinanceApi(Simulation simulation, VenueGateway gateway, WeightBudget budget, SimulatorOptions options)
{
    private const string Json = "application/json;charset=UTF-8";

    private readonly TimeProvider _time = gateway.Time;
    private readonly BanList _bans = new(gateway.Time);
    private readonly WeightBudget _requests = new(() => options.Limits.BinanceRequestsPer5Minutes, TimeSpan.FromMinutes(5), aligned: true, gateway.Time);

    public Simulation Simulation { get; } = simulation;

    public BinanceQuery Read(HttpContext context, params string[] known) => new(context.Request, Simulation, known);

    /// <summary>The venue's clock, in milliseconds since 1970.</summary>
    public long NowMs(SimulatedClock clock) => clock.NowNs / 1_000_000 + gateway.ClockOffsetMs;

    /// <summary>Charges a request's weight to its client and tells that in the headers.</summary>
    public Charge Charge(HttpContext context, int weight)
    {
        Charge charge = budget.Add(context.Connection.RemoteIpAddress?.ToString() ?? "", weight);
        context.Response.Headers["X-MBX-USED-WEIGHT"] = context.Response.Headers["X-MBX-USED-WEIGHT-1M"] = charge.Used.ToString(CultureInfo.InvariantCulture);
        return charge;
    }

    /// <summary>The body of 418.</summary>
    public static string BannedUntil(DateTimeOffset end) => FormattableString.Invariant(
        $$"""{"code":-1003,"msg":"Way too much request weight used; IP banned until {{end.ToUnixTimeMilliseconds()}}. Please use WebSocket Streams for live updates to avoid bans."}""");

    /// <summary>Charges the weight and answers, with the simulation held still while <paramref name="write"/> runs.</summary>
    public IResult Answer(HttpContext context, int weight, BinanceQuery query, Func<MessageWriter, byte[]> write)
    {
        Charge charge = Charge(context, weight);
        if (options.EnforceRateLimits && Refusal(context, charge) is { } refusal)
            return refusal;
        if (query.Error is { } error)
            return Refuse(context, HttpStatusCode.BadRequest, error);
        lock (Simulation.Gate)
            return Results.Bytes(write(new MessageWriter { TimeUnitNs = query.TimeUnitNs }), Json);
    }

    /// <summary>418 for the banned, 429 for those above a limit; those who go on after that are banned.</summary>
    private IResult? Refusal(HttpContext context, Charge charge)
    {
        string client = context.Connection.RemoteIpAddress?.ToString() ?? "";
        Charge requests = _requests.Add(client, 1);
        TimeSpan banned = _bans.BannedFor(client);
        if (banned > TimeSpan.Zero)
        {
            context.Response.Headers.RetryAfter = Math.Ceiling(banned.TotalSeconds).ToString(CultureInfo.InvariantCulture);
            context.Response.StatusCode = StatusCodes.Status418ImATeapot;
            return Results.Text(BannedUntil(_time.GetUtcNow() + banned), Json);
        }
        if (!charge.Exceeded && !requests.Exceeded)
            return null;
        _bans.NoteRefusal(client, options.Limits.BinanceRefusalsBeforeBan, options.Limits.BinanceBanSeconds);
        return TooMany(context, charge.Exceeded ? charge.EndsIn : requests.EndsIn);
    }

    private IResult TooMany(HttpContext context, TimeSpan wait)
    {
        context.Response.Headers.RetryAfter = Math.Ceiling(wait.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        return Refuse(context, HttpStatusCode.TooManyRequests, new BinanceError(-1003,
            FormattableString.Invariant($"Too much request weight used; current limit is {budget.Limit} request weight per 1 MINUTE. Please use WebSocket Streams for live updates to avoid polling the API.")));
    }

    private static IResult Refuse(HttpContext context, HttpStatusCode status, BinanceError error)
    {
        context.Response.StatusCode = (int)status;
        return Results.Bytes(new MessageWriter().Raw("{\"code\":"u8).Number(error.Code).Raw(",\"msg\":"u8).Quoted(error.Message).Raw("}"u8).ToArray(), Json);
    }
}
