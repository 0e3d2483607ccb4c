using System.Net;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using TradingBot.Api.Tests.Running;
using TradingBot.Storage.Access;

namespace TradingBot.Api.Tests.Access;

/// <summary>The Api as in production: no local trust, a key for each role.</summary>
public sealed class GuardedSystem(Servers servers) : RunningSystem(servers)
{
    private readonly Dictionary<string, HttpClient> _clients = [];

    /// <summary>The client of a role; that of nobody is <c>none</c>.</summary>
    internal HttpClient As(string role) => _clients[role];

    internal async Task<string> CreateKeyAsync(string role, DateTimeOffset? expiresAt = null) =>
        (await Worker.Get<ApiKeyStore>().CreateAsync($"{role}-key", role, expiresAt, "test", CancellationToken.None)).Text;

    public override async ValueTask InitializeAsync()
    {
        await StartAsync(("Access:LocalTrust", "false"));
        _clients["none"] = new HttpClient { BaseAddress = Api.Address };
        foreach (string role in new[] { "viewer", "operator", "admin" }) _clients[role] = Api.ClientWith(await CreateKeyAsync(role));
    }

    public override async ValueTask DisposeAsync()
    {
        foreach (HttpClient client in _clients.Values) client.Dispose();
        await base.DisposeAsync();
    }
}

public sealed class AccessMatrixTests(GuardedSystem system) : SystemTests<GuardedSystem>(system)
{
    private static readonly string[] Callers = ["none", "viewer", "operator", "admin"];

    // The least role that may call it. A new endpoint has no line here and fails.
    private const string Table = """
        GET /api/health                                        none
        GET /api/health/ready                                  none
        GET /metrics                                           none
        GET /api/health/detailed                               viewer
        GET /api/health/safety                                 viewer
        GET /api/health/websockets                             viewer
        GET /api/orders                                        viewer
        GET /api/orders/{orderId}                              viewer
        POST /api/orders                                       operator
        PATCH /api/orders/{orderId}                            operator
        POST /api/orders/oco                                   operator
        POST /api/orders/{orderId}/amend                       operator
        DELETE /api/orders/{orderId}                           operator
        POST /api/orders/{orderId}/cancel                      operator
        POST /api/orders/cancel-all                            operator
        GET /api/executions                                    viewer
        GET /api/executions/{executionId}                      viewer
        GET /api/executions/{executionId}/evidence             viewer
        GET /api/accounts                                      viewer
        POST /api/accounts                                     operator
        GET /api/accounts/{accountId}                          viewer
        GET /api/accounts/{accountId}/balances                 viewer
        GET /api/accounts/{accountId}/recoveries               viewer
        PUT /api/accounts/{accountId}/missed-trades-policy     operator
        PUT /api/accounts/{accountId}/risk-limits              operator
        PUT /api/accounts/{accountId}/execution-model          operator
        GET /api/accounts/{accountId}/positions                viewer
        GET /api/accounts/{accountId}/equity                   viewer
        GET /api/portfolio/summary                             viewer
        GET /api/portfolio/equity                              viewer
        GET /api/strategies                                    viewer
        GET /api/strategies/catalog                            viewer
        PUT /api/strategies/{strategyId}                       operator
        POST /api/strategies/{strategyId}/start                operator
        POST /api/strategies/{strategyId}/stop                 operator
        GET /api/signals                                       viewer
        GET /api/market-data/history                           viewer
        GET /api/market-data/instruments                       viewer
        GET /api/market-data/tickers                           viewer
        GET /api/market-data/{venue}/status                    viewer
        GET /api/market-data/{venue}/{symbol}/candles          viewer
        GET /api/market-data/{venue}/{symbol}/book             viewer
        GET /api/market-data/{venue}/{symbol}/trades           viewer
        GET /api/stream                                        viewer
        POST /api/emergency/stop-all-trading                   operator
        POST /api/emergency/resume                             admin
        GET /api/control                                       viewer
        POST /api/config/rate-limit                            admin
        POST /api/config/simulation-mode                       admin
        GET /api/config/symbols                                viewer
        PUT /api/config/symbols/{venue}                        operator
        POST /api/notifications/maintenance                    admin
        POST /api/maintenance/enable                           admin
        POST /api/maintenance/disable                          admin
        POST /api/reports/daily-performance                    operator
        GET /api/reports/trading-summary/today                 viewer
        GET /api/reports                                       viewer
        GET /api/reports/{reportId}                            viewer
        GET /api/audit                                         viewer
        GET /api/audit/verify                                  viewer
        GET /api/audit/real-trades/today                       viewer
        GET /api/security/audit/today                          viewer
        GET /api/security/api-usage/summary                    viewer
        GET /api/security/api-keys                             admin
        POST /api/security/api-keys                            admin
        DELETE /api/security/api-keys/{keyId}                  admin
        GET /openapi/{documentName}.json                       viewer
        """;

    private static Dictionary<string, string> Cells => Table.Split('\n').Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        .ToDictionary(cells => $"{cells[0]} {cells[1]}", cells => cells[2], StringComparer.Ordinal);

    private IEnumerable<(string Name, RouteEndpoint Endpoint)> Endpoints =>
        from endpoint in Api.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
        from verb in endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? ["GET"]
        select ($"{verb} /{endpoint.RoutePattern.RawText!.TrimStart('/')}", endpoint);

    [Fact]
    public void Every_endpoint_has_a_line_in_the_table_and_names_its_policy()
    {
        Assert.Equal(Cells.Keys.Order(StringComparer.Ordinal), Endpoints.Select(endpoint => endpoint.Name).Order(StringComparer.Ordinal));
        foreach ((string name, RouteEndpoint endpoint) in Endpoints)
        {
            string? policy = endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null ? "none" : endpoint.Metadata.GetOrderedMetadata<IAuthorizeData>().SingleOrDefault()?.Policy;
            Assert.True(policy == Cells[name], $"{name} names the policy '{policy}', the table says '{Cells[name]}'");
        }
    }

    [Fact]
    public async Task Each_caller_gets_in_where_the_table_says_and_nowhere_else()
    {
        foreach ((string name, string least) in Cells)
        {
            foreach (string caller in Callers)
            {
                string[] request = name.Split(' ');
                string path = request[1].Replace("{venue}", "binance", StringComparison.Ordinal).Replace("{symbol}", "BTC-USDT", StringComparison.Ordinal)
                    .Replace("{documentName}", "v1", StringComparison.Ordinal).Replace("{strategyId}", "none", StringComparison.Ordinal);
                path = Regex.Replace(path, @"\{\w+\}", Guid.Empty.ToString());
                using HttpResponseMessage response = await RunningApi.SendAsync(System.As(caller), new HttpMethod(request[0]), path);
                bool isIn = response.StatusCode is not (HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden);
                bool shouldBeIn = Array.IndexOf(Callers, caller) >= Array.IndexOf(Callers, least);
                Assert.True(isIn == shouldBeIn, $"{name} as {caller}: {(int)response.StatusCode}");
                if (!isIn) await RunningApi.ProblemAsync(response, caller == "none" ? HttpStatusCode.Unauthorized : HttpStatusCode.Forbidden);
            }
        }
    }

    [Fact]
    public async Task Unknown_paths_and_wrong_verbs_say_so_to_everybody()
    {
        using HttpResponseMessage unknown = await RunningApi.SendAsync(System.As("none"), HttpMethod.Get, "/api/nothing");
        await RunningApi.ProblemAsync(unknown, HttpStatusCode.NotFound);
        using HttpResponseMessage verb = await RunningApi.SendAsync(System.As("none"), HttpMethod.Delete, "/api/orders");
        Assert.Contains("GET", (await RunningApi.ProblemAsync(verb, HttpStatusCode.MethodNotAllowed)).Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("expired")]
    [InlineData("revoked")]
    [InlineData("made-up")]
    [InlineData("changed")]
    [InlineData("too-long")]
    [InlineData("empty")]
    public async Task A_key_that_is_no_good_opens_nothing(string kind)
    {
        string text = await System.CreateKeyAsync("admin", kind == "expired" ? DateTimeOffset.UtcNow.AddMilliseconds(1) : null);
        string key = kind switch { "made-up" => "tb_" + new string('0', 64), "changed" => text[..^1] + (text[^1] == '0' ? '1' : '0'), "too-long" => new string('k', 500), "empty" => "", _ => text };
        await Task.Delay(5, TestContext.Current.CancellationToken);
        if (kind == "revoked")
        {
            using HttpClient before = Api.ClientWith(text);
            using HttpResponseMessage works = await RunningApi.SendAsync(before, HttpMethod.Get, "/api/accounts");
            Assert.Equal(HttpStatusCode.OK, works.StatusCode);
            string keyId = (await Worker.Get<ApiKeyStore>().FindAsync(text, TestContext.Current.CancellationToken))!.KeyId.ToString();
            using HttpResponseMessage revoke = await RunningApi.SendAsync(System.As("admin"), HttpMethod.Delete, $"/api/security/api-keys/{keyId}");
            Assert.Equal(HttpStatusCode.NoContent, revoke.StatusCode);
        }
        using HttpResponseMessage response = await RunningApi.SendAsync(System.As("none"), HttpMethod.Get, "/api/accounts", headers: ("X-Api-Key", key));
        await RunningApi.ProblemAsync(response, HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task A_key_is_shown_once_and_its_making_is_audited()
    {
        using HttpResponseMessage made = await RunningApi.SendAsync(System.As("admin"), HttpMethod.Post, "/api/security/api-keys", """{"name":"grafana","role":"viewer","expiresInDays":7}""");
        Contracts.Security.CreatedApiKey created = await RunningApi.ReadAsync<Contracts.Security.CreatedApiKey>(made, HttpStatusCode.Created);
        Assert.Equal(("grafana", "viewer", "key:admin-key"), (created.Key.Name, created.Key.Role, created.Key.CreatedBy));
        using HttpResponseMessage listed = await RunningApi.SendAsync(System.As("admin"), HttpMethod.Get, "/api/security/api-keys");
        string list = await listed.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.Contains(created.Key.Prefix, list, StringComparison.Ordinal);
        Assert.DoesNotContain(created.ApiKey, list, StringComparison.Ordinal);
        using HttpResponseMessage audit = await RunningApi.SendAsync(System.As("admin"), HttpMethod.Get, "/api/audit?eventType=API_KEY_CREATED");
        string rows = await audit.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.Contains("grafana", rows, StringComparison.Ordinal);
        Assert.DoesNotContain(created.ApiKey, rows, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Denied_requests_are_counted_and_audited_together()
    {
        var denied = Api.Services.GetRequiredService<TradingBot.Api.Access.DeniedRequests>();
        long before = await DeniedAsync();
        for (int index = 0; index < 7; index++) (await RunningApi.SendAsync(System.As("none"), HttpMethod.Get, "/api/accounts")).Dispose();
        Assert.True(await DeniedAsync() >= before + 7);
        denied.Flush();
        await Eventually.TrueAsync(async () =>
        {
            using HttpResponseMessage audit = await RunningApi.SendAsync(System.As("admin"), HttpMethod.Get, "/api/audit?eventType=ACCESS_DENIED");
            return (await audit.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).Contains("GET /api/accounts", StringComparison.Ordinal);
        });
        Assert.True(await DeniedAsync() >= before + 7);
    }

    private async Task<long> DeniedAsync()
    {
        using HttpResponseMessage response = await RunningApi.SendAsync(System.As("viewer"), HttpMethod.Get, "/api/security/audit/today");
        return (await RunningApi.ReadAsync<Contracts.Security.SecurityAuditToday>(response, HttpStatusCode.OK)).DeniedRequests;
    }
}
