using System.Net;

namespace TradingBot.LocalStack.Supervision;

/// <summary>Asks services of this machine for their health.</summary>
internal static class HealthProbe
{
    // A proxy of the environment is for the outside, never for the loopback interface.
    private static readonly HttpClient Client = new(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false })
    {
        Timeout = TimeSpan.FromSeconds(5),
    };

    /// <summary>Whether the address answers 200.</summary>
    public static Func<CancellationToken, Task<bool>> Http(string url) => async cancellation =>
    {
        try
        {
            using HttpResponseMessage response = await Client.GetAsync(new Uri(url), HttpCompletionOption.ResponseHeadersRead, cancellation).ConfigureAwait(false);
            return response.StatusCode == HttpStatusCode.OK;
        }
        catch (HttpRequestException)
        {
            return false;
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return false;
        }
    };
}
