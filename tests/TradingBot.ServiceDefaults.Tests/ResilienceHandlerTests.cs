using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace TradingBot.ServiceDefaults.Tests;

public sealed class ResilienceHandlerTests
{
    [Theory]
    [InlineData("GET", 502, 3)]
    [InlineData("GET", 500, 3)]
    [InlineData("GET", 404, 1)]
    [InlineData("POST", 502, 1)]
    [InlineData("DELETE", 500, 1)]
    public async Task Only_reads_that_failed_for_a_passing_reason_are_repeated(string method, int status, int expectedRequests)
    {
        int requests = 0;
        await using RunningService service = await RunningService.StartAsync(map: app => app.Map("/target", (HttpContext context) =>
        {
            Interlocked.Increment(ref requests);
            context.Response.StatusCode = status;
        }));
        using HttpClient client = service.Services.GetRequiredService<IHttpClientFactory>().CreateClient();
        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(service.Client.BaseAddress!, "/target"));

        using HttpResponseMessage response = await client.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal((HttpStatusCode)status, response.StatusCode);
        Assert.Equal(expectedRequests, requests);
    }
}
