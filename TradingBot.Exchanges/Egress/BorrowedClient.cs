using System.Diagnostics.CodeAnalysis;

namespace TradingBot.Exchanges.Egress;

/// <summary>A client for a library that wants one: it has no connection of its own, and whatever the library sends with it is handed to us.</summary>
[SuppressMessage("ApiDesign", "RS0030", Justification = "It reaches no network: what it is asked goes to a function of ours, which asks the guard.")]
internal static class BorrowedClient
{
    /// <summary>A client that answers with a function.</summary>
    /// <param name="answer">Called for each request.</param>
    public static HttpClient Of(Func<HttpRequestMessage, CancellationToken, Task<HttpResponseMessage>> answer) => new(new Answering(answer));

    private sealed class Answering(Func<HttpRequestMessage, CancellationToken, Task<HttpResponseMessage>> answer) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) => answer(request, cancellationToken);
    }
}
