namespace TradingBot.LocalStack.Stack;

/// <summary>Decides whether the market data come from the real exchanges.</summary>
public static class FeedChoice
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    // The hosts that the worker reads from: they have market data and nothing else, or need a key for anything else.
    private static readonly (string Venue, Uri Time)[] Exchanges =
    [
        ("Binance", new Uri("https://data-api.binance.vision/api/v3/time")), ("KuCoin", new Uri("https://api.kucoin.com/api/v1/timestamp")),
    ];

    /// <summary>Whether the simulator is to be used; where that is left open, the exchanges are asked for the time, 3 s at most.</summary>
    /// <param name="say">Told what was chosen, and why.</param>
    public static async Task<bool> IsSimulatedAsync(LocalStackOptions options, Action<string> say, CancellationToken cancellation)
    {
        if (options.Recordings.Count > 0)
        {
            say($"Market data: replay of {string.Join(", ", options.Recordings)} by the simulator.");
            return true;
        }
        if (options.Feed != MarketFeed.Auto)
        {
            say($"Market data: {(options.Feed == MarketFeed.Live ? "the real exchanges" : "the exchange simulator")}, as asked for.");
            return options.Feed == MarketFeed.Simulated;
        }
        using HttpClient client = new() { Timeout = Patience };
        bool[] answers = await Task.WhenAll(Exchanges.Select(exchange => AnswersAsync(client, exchange.Time, cancellation))).ConfigureAwait(false);
        string[] silent = [.. Exchanges.Zip(answers).Where(pair => !pair.Second).Select(pair => pair.First.Venue)];
        say(silent.Length == 0
            ? "Market data: the real exchanges, since all of them answer (--feed simulated to change it)."
            : $"Market data: the exchange simulator, since {string.Join(" and ", silent)} can't be reached (--feed live to insist).");
        return silent.Length > 0;
    }

    private static async Task<bool> AnswersAsync(HttpClient client, Uri address, CancellationToken cancellation)
    {
        try
        {
            using HttpResponseMessage response = await client.GetAsync(address, cancellation).ConfigureAwait(false);
            return response.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return false;
        }
    }
}
