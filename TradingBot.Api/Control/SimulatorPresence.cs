namespace TradingBot.Api.Control;

/// <summary>Whether the exchange simulator of this system is there.</summary>
internal sealed class SimulatorPresence(IConfiguration configuration) : IDisposable
{
    /// <summary>The configuration key of the simulator's address; workers read it too.</summary>
    public const string AddressKey = "services:simulator:http:0";

    private readonly HttpClient _client = new() { Timeout = TimeSpan.FromSeconds(3) };

    /// <summary>Why it can't be used; null where it answers.</summary>
    public async Task<string?> ProblemAsync(CancellationToken cancellation)
    {
        if (configuration[AddressKey] is not { Length: > 0 } text) return $"{AddressKey} gives no address of an exchange simulator";
        if (!Uri.TryCreate(text, UriKind.Absolute, out Uri? address) || address.Scheme != Uri.UriSchemeHttp) return $"{AddressKey} is '{text}', which is no http address";
        try
        {
            using HttpResponseMessage answer = await _client.GetAsync(new Uri(address, "/api/health"), cancellation);
            return answer.IsSuccessStatusCode ? null : $"the exchange simulator at {address} ({AddressKey}) answers {(int)answer.StatusCode}";
        }
        catch (Exception away) when (away is HttpRequestException || (away is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            return $"the exchange simulator at {address} ({AddressKey}) does not answer";
        }
    }

    public void Dispose() => _client.Dispose();
}
