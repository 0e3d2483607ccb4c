using TradingBot.ServiceDefaults;
using TradingBot.Web.Api;
using TradingBot.Web.Components;
using TradingBot.Web.Hosting;

var builder = WebApplication.CreateBuilder(args);
builder.WebHost.UseStaticWebAssets(); // Also outside Development: the build output is run as it is on a developer's machine.
builder.AddServiceDefaults("web");
builder.AddTradingApi();
builder.Services.AddRazorComponents().AddInteractiveServerComponents();

var app = builder.Build();
app.UseExceptionHandler("/error");
app.UseSecurityHeaders();
app.UseStatusCodePagesWithReExecute("/not-found");
app.UseAntiforgery();
app.MapServiceDefaults();
app.MapStaticAssets();
app.MapBlazorScript();
app.MapRazorComponents<App>().AddInteractiveServerRenderMode(mode => mode.ContentSecurityFrameAncestorsPolicy = null); // SecurityHeaders sets it.
await app.RunAsync();
