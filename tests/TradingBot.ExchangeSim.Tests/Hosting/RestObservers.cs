using System.Text.Json;
using TradingBot.ExchangeSim.Faults;

namespace TradingBot.ExchangeSim.Tests.Hosting;

/// <summary>How a client notices each fault of its requests.</summary>
internal static class RestObservers
{
    public static readonly Dictionary<string, Func<FaultSubject, Task>> All = new()
    {
        ["rateLimit"] = RateLimitAsync,
        ["ban"] = BanAsync,
        ["error"] = ErrorAsync,
        ["slow"] = SlowAsync,
        ["redirect"] = RedirectAsync,
        ["html"] = HtmlAsync,
        ["staleSnapshot"] = StaleSnapshotAsync,
        ["truncatedBody"] = TruncatedBodyAsync,
        ["wrongJson"] = WrongJsonAsync,
    };

    private static async Task RateLimitAsync(FaultSubject subject)
    {
        FaultReport fault = subject.Inject(new() { Fault = "rateLimit", RetryAfter = "7", Path = "/" + subject.TimePath, DurationMs = 60_000 });
        (int status, _, HttpResponseMessage response) = await subject.GetAsync(subject.TimePath);
        Assert.Equal((429, 7), (status, (int)response.Headers.RetryAfter!.Delta!.Value.TotalSeconds));
        Assert.Equal(200, (await subject.GetAsync(subject.DepthPath)).Status);
        subject.Host.EndFault(fault.Id);
        fault = subject.Inject(new() { Fault = "rateLimit", RetryAfter = "missing", Count = 1 });
        (status, _, response) = await subject.GetAsync(subject.TimePath);
        Assert.Equal((429, true), (status, response.Headers.RetryAfter is null));
        await subject.EndedAsync(fault);
        Assert.Equal(200, (await subject.GetAsync(subject.TimePath)).Status);
    }

    private static async Task BanAsync(FaultSubject subject)
    {
        FaultReport fault = subject.Inject(new() { Fault = "ban", DurationMs = 120_000 });
        (int status, string body, HttpResponseMessage response) = await subject.GetAsync(subject.TimePath);
        Assert.Equal(subject.IsBinance ? 418 : 429, status);
        Assert.Contains(subject.IsBinance ? "IP banned until 1" : "1015", body, StringComparison.Ordinal);
        Assert.InRange(response.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 60, 120);
        subject.Host.EndFault(fault.Id);
    }

    private static async Task ErrorAsync(FaultSubject subject)
    {
        foreach (int status in new[] { 500, 502, 503, 504 })
        {
            FaultReport fault = subject.Inject(new() { Fault = "error", Status = status, Count = 2 });
            Assert.Equal(status, (await subject.GetAsync(subject.TimePath)).Status);
            Assert.Equal(status, (await subject.GetAsync(subject.DepthPath)).Status);
            await subject.EndedAsync(fault);
        }
    }

    private static async Task SlowAsync(FaultSubject subject)
    {
        FaultReport fault = subject.Inject(new() { Fault = "slow", DelayMs = 300, Count = 1 });
        long start = TimeProvider.System.GetTimestamp();
        Assert.Equal(200, (await subject.GetAsync(subject.TimePath)).Status);
        Assert.InRange(TimeProvider.System.GetElapsedTime(start).TotalMilliseconds, 290, 60_000);
        await subject.EndedAsync(fault);
    }

    private static async Task RedirectAsync(FaultSubject subject)
    {
        FaultReport fault = subject.Inject(new() { Fault = "redirect", To = "http://192.0.2.1/elsewhere", Count = 1 });
        (int status, _, HttpResponseMessage response) = await subject.GetAsync(subject.TimePath);
        Assert.Equal((302, "http://192.0.2.1/elsewhere"), (status, response.Headers.Location!.ToString()));
        await subject.EndedAsync(fault);
    }

    private static async Task HtmlAsync(FaultSubject subject)
    {
        foreach (int status in new[] { 200, 503 })
        {
            FaultReport fault = subject.Inject(new() { Fault = "html", Status = status, Count = 1 });
            (int answered, string body, HttpResponseMessage response) = await subject.GetAsync(subject.TimePath);
            Assert.Equal((status, "text/html"), (answered, response.Content.Headers.ContentType!.MediaType));
            Assert.StartsWith("<!DOCTYPE html>", body, StringComparison.Ordinal);
            await subject.EndedAsync(fault);
        }
    }

    private static async Task StaleSnapshotAsync(FaultSubject subject)
    {
        await using TestSocket socket = await subject.OpenAsync("depth");
        JsonElement before = await subject.TruthAsync();
        FaultReport fault = subject.Inject(new() { Fault = "staleSnapshot", Updates = 100 });
        JsonElement snapshot = await subject.GetJsonAsync(subject.DepthPath);
        long id = subject.IsBinance ? snapshot.GetProperty("lastUpdateId").GetInt64() : long.Parse(snapshot.GetProperty("sequence").GetString()!, null);
        long now = (await subject.TruthAsync()).GetProperty("lastUpdateId").GetInt64();
        Assert.InRange(id, before.GetProperty("lastUpdateId").GetInt64(), now - 100);
        Assert.Equal(1, (await subject.EndedAsync(fault)).Affected);
    }

    private static async Task TruncatedBodyAsync(FaultSubject subject)
    {
        FaultReport fault = subject.Inject(new() { Fault = "truncatedBody", Count = 1 });
        await Assert.ThrowsAnyAsync<Exception>(() => subject.GetAsync(subject.DepthPath));
        subject.Deadline.ThrowIfCancellationRequested();
        await subject.EndedAsync(fault);
        Assert.Equal(200, (await subject.GetAsync(subject.DepthPath)).Status);
    }

    private static async Task WrongJsonAsync(FaultSubject subject)
    {
        FaultReport fault = subject.Inject(new() { Fault = "wrongJson", Stream = "depth", Symbol = subject.Symbol, Count = 1 });
        await subject.GetAsync(subject.TimePath);
        JsonElement answer = await subject.GetJsonAsync(subject.DepthPath);
        Assert.Contains("unexpected", answer.GetRawText(), StringComparison.Ordinal);
        await subject.EndedAsync(fault);
    }
}
