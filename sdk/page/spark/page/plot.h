// A chart with two linear axes as inline SVG. Colours and line widths are the page's style sheet's;
// the same values give the same bytes.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "spark/page/markup.h"

namespace spark::page {

struct Axis {
  std::string title;
  double low = 0;
  double high = 1;  // above low
  std::vector<double> ticks;
  int decimals = 1;                 // of the ticks' texts
  std::vector<std::string> labels;  // instead of the ticks' numbers; as many
};

// 5 to 9 ticks at multiples of 1, 2 or 5 times a power of ten, and the axis's ends at ticks.
// high > low. [any]
[[nodiscard]] Axis axis_over(std::string title, double low, double high);

struct PlotPoint {
  double x = 0;
  double y = 0;
};

class Plot {
 public:
  // `id` is unique in the page; title and description are what a screen reader says.
  Plot(std::string_view id, std::string_view title, std::string_view description, Axis x, Axis y);

  // Points outside of the axes are drawn on their edge. `style` is a class of the style sheet.
  Plot& line(std::span<const PlotPoint> points, std::string_view style);
  Plot& bar(double from, double until, double height, std::string_view style,
            std::string_view tip = {});
  Plot& range(double x, double low, double high, std::string_view style);  // an error bar
  Plot& dot(PlotPoint at, std::string_view style, std::string_view tip = {});
  Plot& level(double y, std::string_view style, std::string_view label = {});  // across the chart
  Plot& upright(double x, std::string_view style, std::string_view label = {});
  // Samples of the styles that were drawn, below each other from a place on; without one from the
  // upper left corner on.
  Plot& key_at(PlotPoint place);
  Plot& key(std::string_view style, std::string_view label);

  // <svg …>…</svg>; the plot is empty afterwards.
  [[nodiscard]] std::string take();

 private:
  static constexpr double width = 460;
  static constexpr double height = 320;
  static constexpr double left = 58;
  static constexpr double right = 436;
  static constexpr double top = 14;
  static constexpr double bottom = 268;

  [[nodiscard]] double x_of(double value) const;
  [[nodiscard]] double y_of(double value) const;
  void draw_axes();
  void label_at(double x, double y, std::string_view anchor, std::string_view text,
                std::string_view style);
  void tip_and_close(std::string_view tag, std::string_view tip);

  Axis x_;
  Axis y_;
  Markup svg_;
  double key_x_ = left + 12;
  double key_y_ = top + 18;
};

}  // namespace spark::page
