// One small tree as XGBoost 1.7.4 writes it, to be damaged.
#pragma once

#include <string>

namespace spark::test {

// Two features without names; node 0 splits the second, node 2 the first.
[[nodiscard]] inline std::string tiny_xgboost_json() {
  return R"({"learner":{"attributes":{},"feature_names":[],"feature_types":[],)"
         R"("gradient_booster":{"model":{"gbtree_model_param":{"num_parallel_tree":"1",)"
         R"("num_trees":"1","size_leaf_vector":"0"},"tree_info":[0],"trees":[{)"
         R"("base_weights":[0E0,1E0,2E0,3E0,-1E0],"categories":[],"categories_nodes":[],)"
         R"("categories_segments":[],"categories_sizes":[],"default_left":[1,0,1,0,0],"id":0,)"
         R"("left_children":[1,-1,3,-1,-1],"loss_changes":[9E0,0E0,1E0,0E0,0E0],)"
         R"("parents":[2147483647,0,0,2,2],"right_children":[2,-1,4,-1,-1],)"
         R"("split_conditions":[5E-1,1E0,2E0,3E0,-1E0],"split_indices":[1,0,0,0,0],)"
         R"("split_type":[0,0,0,0,0],"sum_hessian":[5E1,2E1,3E1,1E1,2E1],)"
         R"("tree_param":{"num_deleted":"0","num_feature":"2","num_nodes":"5",)"
         R"("size_leaf_vector":"0"}}]},"name":"gbtree"},"learner_model_param":{)"
         R"("base_score":"2.5E-1","boost_from_average":"1","num_class":"0","num_feature":"2",)"
         R"("num_target":"1"},"objective":{"name":"binary:logistic","reg_loss_param":{)"
         R"("scale_pos_weight":"1"}}},"version":[1,7,4]})";
}

}  // namespace spark::test
