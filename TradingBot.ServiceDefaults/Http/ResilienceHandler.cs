using System.Net;
using Polly;
using Polly.CircuitBreaker;
using Polly.Retry;
using Polly.Timeout;

namespace TradingBot.ServiceDefaults.Http;

/// <summary>Repeats reads that failed for a passing reason, gives up on slow ones, and stops asking a service that is down.</summary>
/// <remarks>
/// Only GET and HEAD are repeated (three tries, 100 ms doubled, jittered); anything else is sent once. Every try may take 10 s until its headers are there.
/// The circuit opens for 5 s when nine of ten of at least ten requests in 10 s failed. Streams are not cut: only the wait for the headers is bounded.
/// </remarks>
internal sealed class ResilienceHandler : DelegatingHandler
{
    private readonly ResiliencePipeline<HttpResponseMessage> _repeated;
    private readonly ResiliencePipeline<HttpResponseMessage> _once;

    public ResilienceHandler()
    {
        var breaker = new CircuitBreakerStrategyOptions<HttpResponseMessage>
        {
            ShouldHandle = IsPassing(),
            FailureRatio = 0.9,
            MinimumThroughput = 10,
            SamplingDuration = TimeSpan.FromSeconds(10),
            BreakDuration = TimeSpan.FromSeconds(5),
        };
        var retry = new RetryStrategyOptions<HttpResponseMessage>
        {
            ShouldHandle = IsPassing(),
            MaxRetryAttempts = 2,
            Delay = TimeSpan.FromMilliseconds(100),
            BackoffType = DelayBackoffType.Exponential,
            UseJitter = true,
        };
        var limit = TimeSpan.FromSeconds(10);
        _repeated = new ResiliencePipelineBuilder<HttpResponseMessage>().AddRetry(retry).AddCircuitBreaker(breaker).AddTimeout(limit).Build();
        _once = new ResiliencePipelineBuilder<HttpResponseMessage>().AddCircuitBreaker(breaker).AddTimeout(limit).Build();
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        bool isRead = request.Method == HttpMethod.Get || request.Method == HttpMethod.Head;
        return await (isRead ? _repeated : _once).ExecuteAsync(
            static async (state, token) => await state.Handler.SendOnceAsync(state.Request, token),
            (Handler: this, Request: request),
            cancellationToken);
    }

    private Task<HttpResponseMessage> SendOnceAsync(HttpRequestMessage request, CancellationToken token) => base.SendAsync(request, token);

    private static PredicateBuilder<HttpResponseMessage> IsPassing() => new PredicateBuilder<HttpResponseMessage>()
        .Handle<HttpRequestException>()
        .Handle<TimeoutRejectedException>()
        .HandleResult(static response => response.StatusCode is HttpStatusCode.BadGateway or HttpStatusCode.GatewayTimeout or HttpStatusCode.InternalServerError);
}
