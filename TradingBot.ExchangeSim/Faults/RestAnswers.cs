using System.Globalization;
using System.Text;
using TradingBot.ExchangeSim.Binance.Http;
using TradingBot.ExchangeSim.Kucoin.Http;
using TradingBot.ExchangeSim.Market;

namespace TradingBot.ExchangeSim.Faults;

/// <summary>What a venue in trouble answers instead of what was asked for.</summary>
internal static class RestAnswers
{
    private const string Json = "application/json;charset=UTF-8";
    private const string Html = "text/html;charset=UTF-8";

    private const string Page = """
        <!DOCTYPE html>
        <html><head><title>System maintenance</title></head>
        <body><h1>We will be back soon</h1><p>The exchange is under maintenance. Trading and market data are paused.</p></body></html>
        """;

    public static Task WriteAsync(Fault fault, Venue venue, HttpContext context, TimeSpan wait)
    {
        Headers(context, venue, wait, emptied: fault.Kind.Name is "rateLimit" or "ban");
        bool isBinance = venue == Venue.Binance;
        switch (fault.Kind.Name)
        {
            case "rateLimit":
                RetryAfter(context, fault, wait);
                return SendAsync(context, StatusCodes.Status429TooManyRequests, Json, isBinance
                    ? """{"code":-1003,"msg":"Too much request weight used; current limit is 6000 request weight per 1 MINUTE. Please use WebSocket Streams for live updates to avoid polling the API."}"""
                    : """{"code":"429000","msg":"Too many requests in a short period of time, please retry later"}""");
            case "ban":
                RetryAfter(context, fault, wait);
                return isBinance
                    ? SendAsync(context, StatusCodes.Status418ImATeapot, Json, BinanceApi.BannedUntil(DateTimeOffset.UtcNow + wait))
                    : SendAsync(context, StatusCodes.Status429TooManyRequests, "text/plain", "error code: 1015");
            case "redirect":
                context.Response.Headers.Location = fault.Request.To;
                return SendAsync(context, StatusCodes.Status302Found, Html, "");
            case "html":
                return SendAsync(context, fault.Choice, Html, Page);
            case "wrongJson":
                return SendAsync(context, StatusCodes.Status200OK, Json, isBinance ? """[{"unexpected":{"shape":true}}]""" : """{"code":"200000","data":{"unexpected":{"shape":true}}}""");
            default:
                return SendAsync(context, fault.Choice, Json, isBinance
                    ? """{"code":-1000,"msg":"An unknown error occurred while processing the request."}"""
                    : """{"code":"500000","msg":"Internal Server Error"}""");
        }
    }

    /// <summary>The usual headers of the venue's limits.</summary>
    private static void Headers(HttpContext context, Venue venue, TimeSpan wait, bool emptied)
    {
        if (venue == Venue.Binance)
            context.RequestServices.GetRequiredService<BinanceApi>().Charge(context, 1);
        else
            context.RequestServices.GetRequiredService<KucoinApi>().Charge(context, 1, emptied ? wait : TimeSpan.Zero);
    }

    private static void RetryAfter(HttpContext context, Fault fault, TimeSpan wait)
    {
        if (fault.Request.RetryAfter != "missing")
            context.Response.Headers.RetryAfter = fault.Request.RetryAfter ?? Math.Ceiling(wait.TotalSeconds).ToString(CultureInfo.InvariantCulture);
    }

    private static Task SendAsync(HttpContext context, int status, string type, string body)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = type;
        byte[] bytes = Encoding.UTF8.GetBytes(body);
        context.Response.ContentLength = bytes.Length;
        return context.Response.Body.WriteAsync(bytes, context.RequestAborted).AsTask();
    }
}
