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

    public Simulation Simulation { get; } = simulation;

    public BinanceQuery Read(HttpContext context, params string[] known) => new(context.Request.Query, Simulation, known);

    /// <summary>Charges the weight and answers, with the simulation held still while <paramref name="write"/> runs.</summary>
    public IResult Answer(HttpContext context, int weight, BinanceQuery query, Func<MessageWriter, byte[]> write)
    {
        Charge charge = budget.Add(context.Connection.RemoteIpAddress?.ToString() ?? "", weight);
        context.Response.Headers["X-MBX-USED-WEIGHT"] = context.Response.Headers["X-MBX-USED-WEIGHT-1M"] = charge.Used.ToString(CultureInfo.InvariantCulture);
        TimeSpan rejectsFor = gateway.RejectsFor;
        if (rejectsFor > TimeSpan.Zero || charge.Exceeded && options.EnforceRateLimits)
            return TooMany(context, rejectsFor > TimeSpan.Zero ? rejectsFor : charge.EndsIn);
        if (query.Error is { } error)
            return Refuse(context, HttpStatusCode.BadRequest, error);
        lock (Simulation.Gate)
            return Results.Bytes(write(new MessageWriter()), Json);
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
