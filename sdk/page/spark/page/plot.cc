#include "spark/page/plot.h"

#include <algorithm>
#include <cmath>

#include "spark/tool/format.h"

namespace spark::page {
namespace {

using spark::tool::fixed;

std::string number_attribute(std::string_view name, double value) {
  return std::string(" ").append(name).append("=\"").append(fixed(value, 1)).append("\"");
}

std::string style_attribute(std::string_view style) {
  return std::string("class=\"").append(style).append("\"");
}

}  // namespace

Axis axis_over(std::string title, double low, double high) {
  const double rough = (high - low) / 6;
  const double power = std::pow(10, std::floor(std::log10(rough)));
  const double step = (rough <= power       ? 1
                       : rough <= 2 * power ? 2
                       : rough <= 5 * power ? 5
                                            : 10) *
                      power;
  Axis axis;
  axis.title = std::move(title);
  const double first = std::floor(low / step + 1e-9);
  const double last = std::ceil(high / step - 1e-9);
  for (double k = first; k <= last; k += 1) axis.ticks.push_back(k * step);
  axis.low = axis.ticks.front();
  axis.high = axis.ticks.back();
  axis.decimals = std::max(0, static_cast<int>(-std::floor(std::log10(step) + 1e-9)));
  return axis;
}

Plot::Plot(std::string_view id, std::string_view title, std::string_view description, Axis x,
           Axis y)
    : x_(std::move(x)), y_(std::move(y)) {
  const std::string name(id);
  svg_.open("svg", std::string("viewBox=\"0 0 ")
                       .append(fixed(width, 0))
                       .append(" ")
                       .append(fixed(height, 0))
                       .append("\" role=\"img\"")
                       .append(attribute("aria-labelledby", name + "-title " + name + "-text")))
      .element("title", title, attribute("id", name + "-title"))
      .element("desc", description, attribute("id", name + "-text"))
      .line();
  draw_axes();
}

double Plot::x_of(double value) const {
  const double share = (value - x_.low) / (x_.high - x_.low);
  return left + std::clamp(share, 0.0, 1.0) * (right - left);
}

double Plot::y_of(double value) const {
  const double share = (value - y_.low) / (y_.high - y_.low);
  return bottom - std::clamp(share, 0.0, 1.0) * (bottom - top);
}

void Plot::label_at(double x, double y, std::string_view anchor, std::string_view text,
                    std::string_view style) {
  svg_.element("text", text,
               style_attribute(style)
                   .append(number_attribute("x", x))
                   .append(number_attribute("y", y))
                   .append(attribute("text-anchor", anchor)));
}

void Plot::draw_axes() {
  const auto text_of = [](const Axis& axis, size_t i) {
    return axis.labels.empty() ? fixed(axis.ticks[i], axis.decimals) : axis.labels[i];
  };
  const auto rule = [&](double x1, double y1, double x2, double y2) {
    svg_.open("path", "class=\"grid\" d=\"M" + fixed(x1, 1) + " " + fixed(y1, 1) + "L" +
                          fixed(x2, 1) + " " + fixed(y2, 1) + "\"/");
  };
  for (size_t i = 0; i < x_.ticks.size(); ++i) {
    const double x = x_of(x_.ticks[i]);
    rule(x, top, x, bottom);
    label_at(x, bottom + 16, "middle", text_of(x_, i), "tick");
  }
  for (size_t i = 0; i < y_.ticks.size(); ++i) {
    const double y = y_of(y_.ticks[i]);
    rule(left, y, right, y);
    label_at(left - 6, y + 4, "end", text_of(y_, i), "tick");
  }
  label_at((left + right) / 2, height - 14, "middle", x_.title, "axis");
  const double middle = (top + bottom) / 2;
  svg_.element("text", y_.title,
               "class=\"axis\" text-anchor=\"middle\" transform=\"translate(14 " +
                   fixed(middle, 1) + ") rotate(-90)\"");
  svg_.line();
}

void Plot::tip_and_close(std::string_view tag, std::string_view tip) {
  if (!tip.empty()) svg_.element("title", tip);
  svg_.close(tag);
}

Plot& Plot::line(std::span<const PlotPoint> points, std::string_view style) {
  if (points.empty()) return *this;
  std::string path;
  for (const PlotPoint& point : points) {
    path += path.empty() ? 'M' : 'L';
    path.append(fixed(x_of(point.x), 1)).append(" ").append(fixed(y_of(point.y), 1));
  }
  svg_.open("path", style_attribute(style).append(" d=\"").append(path).append("\"/")).line();
  return *this;
}

Plot& Plot::bar(double from, double until, double height_of_bar, std::string_view style,
                std::string_view tip) {
  const double y = y_of(height_of_bar);
  svg_.open("rect", style_attribute(style)
                        .append(number_attribute("x", x_of(from)))
                        .append(number_attribute("y", y))
                        .append(number_attribute("width", x_of(until) - x_of(from)))
                        .append(number_attribute("height", bottom - y)));
  tip_and_close("rect", tip);
  return *this;
}

Plot& Plot::range(double x, double low, double high, std::string_view style) {
  const std::string at = fixed(x_of(x), 1);
  svg_.open("path", style_attribute(style)
                        .append(" d=\"M")
                        .append(at)
                        .append(" ")
                        .append(fixed(y_of(low), 1))
                        .append("L")
                        .append(at)
                        .append(" ")
                        .append(fixed(y_of(high), 1))
                        .append("\"/"));
  return *this;
}

Plot& Plot::dot(PlotPoint at, std::string_view style, std::string_view tip) {
  svg_.open("circle", style_attribute(style)
                          .append(number_attribute("cx", x_of(at.x)))
                          .append(number_attribute("cy", y_of(at.y)))
                          .append(" r=\"3\""));
  tip_and_close("circle", tip);
  return *this;
}

Plot& Plot::level(double y, std::string_view style, std::string_view label) {
  const std::vector<PlotPoint> ends = {{x_.low, y}, {x_.high, y}};
  line(ends, style);
  if (!label.empty()) label_at(right - 4, y_of(y) - 4, "end", label, "note");
  return *this;
}

Plot& Plot::upright(double x, std::string_view style, std::string_view label) {
  const std::vector<PlotPoint> ends = {{x, y_.low}, {x, y_.high}};
  line(ends, style);
  if (!label.empty()) label_at(x_of(x) + 4, top + 10, "start", label, "note");
  return *this;
}

Plot& Plot::key_at(PlotPoint place) {
  key_x_ = x_of(place.x);
  key_y_ = y_of(place.y);
  return *this;
}

Plot& Plot::key(std::string_view style, std::string_view label) {
  svg_.open("path", style_attribute(style).append(" d=\"M" + fixed(key_x_, 1) + " " +
                                                  fixed(key_y_ - 4, 1) + "h22\"/"));
  label_at(key_x_ + 28, key_y_, "start", label, "note");
  key_y_ += 16;
  return *this;
}

std::string Plot::take() {
  svg_.line().close("svg").line();
  return svg_.take();
}

}  // namespace spark::page
