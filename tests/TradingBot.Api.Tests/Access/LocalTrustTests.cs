using System.Net;
using TradingBot.Api.Tests.Running;

namespace TradingBot.Api.Tests.Access;

/// <summary>Under local trust a web page, which comes from loopback too, must not be taken for the local user.</summary>
public sealed class LocalTrustTests(RunningSystem system) : SystemTests<RunningSystem>(system)
{
    [Theory]
    [InlineData("localhost", null, HttpStatusCode.OK)]
    [InlineData("localhost:3000", null, HttpStatusCode.OK)]
    [InlineData("127.0.0.1:3000", "http://localhost:3002", HttpStatusCode.OK)]
    [InlineData("[::1]:3000", "http://127.0.0.1:3002", HttpStatusCode.OK)]
    [InlineData("evil.example", null, HttpStatusCode.Forbidden)]
    [InlineData("127.0.0.1.evil.example", null, HttpStatusCode.Forbidden)]
    [InlineData("localhost.evil.example", null, HttpStatusCode.Forbidden)]
    [InlineData("192.168.1.10:3000", null, HttpStatusCode.Forbidden)]
    [InlineData("localhost", "https://evil.example", HttpStatusCode.Forbidden)]
    [InlineData("localhost", "http://localhost.evil.example", HttpStatusCode.Forbidden)]
    [InlineData("localhost", "null", HttpStatusCode.Forbidden)]
    [InlineData("localhost", "file://", HttpStatusCode.Forbidden)]
    public async Task Host_and_Origin_decide_whether_loopback_is_trusted(string host, string? origin, HttpStatusCode expected)
    {
        foreach ((HttpMethod method, string path) in new[] { (HttpMethod.Get, "/api/accounts"), (HttpMethod.Post, "/api/config/rate-limit") })
        {
            using var request = new HttpRequestMessage(method, path);
            request.Headers.Host = host;
            if (origin is not null) request.Headers.Add("Origin", origin);
            if (method == HttpMethod.Post) request.Content = new StringContent("""{"delay":5}""", null, "text/plain");
            using HttpResponseMessage response = await Api.Client.SendAsync(request, TestContext.Current.CancellationToken);
            if (expected == HttpStatusCode.OK) Assert.Equal(expected, response.StatusCode);
            else await RunningApi.ProblemAsync(response, expected);
        }
    }

    [Theory]
    [InlineData("X-Forwarded-For", "203.0.113.9")]
    [InlineData("Forwarded", "for=203.0.113.9")]
    public async Task What_came_through_a_proxy_is_not_local(string header, string value)
    {
        using HttpResponseMessage response = await Api.SendAsync(HttpMethod.Get, "/api/accounts", headers: (header, value));
        await RunningApi.ProblemAsync(response, HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task A_wrong_key_is_not_made_good_by_local_trust()
    {
        using HttpResponseMessage response = await Api.SendAsync(HttpMethod.Get, "/api/accounts", headers: ("X-Api-Key", "tb_wrong"));
        await RunningApi.ProblemAsync(response, HttpStatusCode.Unauthorized);
    }
}
